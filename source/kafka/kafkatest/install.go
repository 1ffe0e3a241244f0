package kafkatest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Version is the version of Apache Kafka that is run.
const Version = "4.1.0"

// RequireEnv names the environment variable that, set to 1, makes a missing Kafka
// a failure instead of a skipped test. CI sets it.
const RequireEnv = "RIFFLE_REQUIRE_KAFKA"

const (
	minJava   = 17
	fetchTime = 5 * time.Minute // for the download
)

// unavailableError says that Kafka cannot be run here, and what to do about it.
type unavailableError struct{ why string }

func (e *unavailableError) Error() string { return e.why }

// fail ends the test: a Kafka that cannot be had skips it, unless it is required.
func fail(t testing.TB, err error) {
	t.Helper()
	var missing *unavailableError
	switch {
	case !errors.As(err, &missing):
		t.Fatalf("kafkatest: %v", err)
	case os.Getenv(RequireEnv) == "1":
		t.Fatalf("A REAL KAFKA IS REQUIRED (%s=1) AND CANNOT BE RUN: %v", RequireEnv, err)
	default:
		t.Skipf("NOT TESTED ON A REAL KAFKA: %v", err)
	}
}

// installation is Kafka on this machine, ready to run.
type installation struct {
	java string // the program
	dir  string // in the user's cache
	jars []string
	id   string // of the Java runtime, since a class-data archive fits only one
}

// archive is where the class-data archive of one of Kafka's programs lies.
func (in *installation) archive(program string) string {
	return filepath.Join(in.dir, in.id+"-"+program+".jsa")
}

// useArchive is the flag that makes a program start from its archive, if there is one.
func (in *installation) useArchive(program string) []string {
	if i, err := os.Stat(in.archive(program)); err != nil || i.Size() == 0 {
		return nil
	}
	return []string{"-XX:SharedArchiveFile=" + in.archive(program)}
}

// checkpoint is the file that formatting a node's directory leaves there: the
// features of this version. It is the same for every node and cluster.
func (in *installation) checkpoint() string { return filepath.Join(in.dir, "bootstrap.checkpoint") }

// jvm is the start of a command line: small heap, quick start, one core.
func (in *installation) jvm(heap int, flags ...string) []string {
	args := []string{
		"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr",
		"-Xmx" + strconv.Itoa(heap) + "m", "-Djava.awt.headless=true",
		"-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8", "-Dstdout.encoding=UTF-8",
	}
	return append(append(args, flags...), "-cp", strings.Join(in.jars, string(os.PathListSeparator)))
}

// install makes sure that Kafka is there, once for each test process. Several
// processes may do so at the same moment: a file lock lets one of them work.
var install = sync.OnceValues(func() (*installation, error) {
	java, id, err := findJava()
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, &unavailableError{fmt.Sprintf("no cache directory for the jars: %v", err)}
	}
	root := filepath.Join(cache, "riffle")
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, &unavailableError{fmt.Sprintf("no cache directory for the jars: %v", err)}
	}
	unlock, err := lock(filepath.Join(root, "kafka.lock"))
	if err != nil {
		return nil, &unavailableError{err.Error()}
	}
	defer unlock()
	in := &installation{java: java, id: id, dir: filepath.Join(root, "kafka-"+Version)}
	if _, err := os.Stat(in.dir); err != nil {
		if err := fetch(root, in.dir); err != nil {
			return nil, err
		}
	}
	if in.jars, err = filepath.Glob(filepath.Join(in.dir, "jars", "*.jar")); err != nil || len(in.jars) == 0 {
		return nil, fmt.Errorf("no jars in %s: remove that directory and try again", in.dir)
	}
	return in, in.prepare()
})

var javaVersion = regexp.MustCompile(`version "(\d+)`)

// findJava returns the program and a name for its exact version.
func findJava() (path, id string, err error) {
	const advice = "install a Java runtime of version 17 or newer (Debian: apt install openjdk-17-jre-headless; macOS: brew install openjdk) and put java on the PATH or set JAVA_HOME"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		path = filepath.Join(home, "bin", "java")
	} else if path, err = exec.LookPath("java"); err != nil {
		return "", "", &unavailableError{"Java is not here: " + advice}
	}
	out, err := exec.Command(path, "-version").CombinedOutput()
	if err != nil {
		return "", "", &unavailableError{fmt.Sprintf("%s -version: %v: %s", path, err, advice)}
	}
	m := javaVersion.FindSubmatch(out)
	if m == nil {
		return "", "", &unavailableError{fmt.Sprintf("%s does not tell its version: %s", path, advice)}
	}
	if n, _ := strconv.Atoi(string(m[1])); n < minJava {
		return "", "", &unavailableError{fmt.Sprintf("%s is Java %d: %s", path, n, advice)}
	}
	h := fnv.New32a()
	_, _ = h.Write(out)
	return path, "java" + string(m[1]) + "-" + hex.EncodeToString(h.Sum(nil)), nil
}

// pom asks for the broker, its command-line tools and a logger. The copies go to
// a directory; nothing is built.
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>riffle</groupId><artifactId>kafkatest</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>` + Version + `</version></dependency>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>` + Version + `</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
`

// fetch has Maven copy the jars into a directory beside dir and then gives it its
// name in one step: a directory of that name is always whole.
func fetch(root, dir string) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return &unavailableError{"Maven is not here to fetch Kafka's jars: install it (Debian: apt install maven; macOS: brew install maven) and put mvn on the PATH"}
	}
	part, err := os.MkdirTemp(root, "partial-")
	if err != nil {
		return &unavailableError{fmt.Sprintf("no room for the jars: %v", err)}
	}
	defer os.RemoveAll(part)
	file := filepath.Join(part, "pom.xml")
	if err := os.WriteFile(file, []byte(pom), 0o644); err != nil {
		return &unavailableError{fmt.Sprintf("no room for the jars: %v", err)}
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, mvn, "-q", "-B", "-f", file, "dependency:copy-dependencies", "-DoutputDirectory=jars")
	if out, err := cmd.CombinedOutput(); err != nil {
		return &unavailableError{fmt.Sprintf("Maven could not fetch Kafka's jars (is the network there?): %v\n%s", err, out)}
	}
	if err := os.Rename(part, dir); err != nil {
		return fmt.Errorf("keep Kafka's jars: %w", err)
	}
	return nil
}
