package kafkatest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The programs that are run from the jars.
const (
	brokerClass  = "kafka.Kafka"
	consoleClass = "org.apache.kafka.tools.consumer.ConsoleConsumer"
	formatClass  = "kafka.tools.StorageTool"
)

// prepare makes, once for each version of Kafka and Java, what every later start
// saves: the checkpoint that formatting would write, and archives of the loaded
// classes. The archives come from one run of a broker and of a console consumer.
func (in *installation) prepare() error {
	if _, err := os.Stat(in.checkpoint()); err != nil {
		if err := in.format(); err != nil {
			return fmt.Errorf("format a directory for Kafka: %w", err)
		}
	}
	if _, err := os.Stat(in.archive("broker")); err == nil {
		return nil
	}
	if err := in.train(); err != nil {
		return fmt.Errorf("archive Kafka's classes: %w", err)
	}
	return nil
}

// format has Kafka's own tool format a directory, and keeps the checkpoint.
func (in *installation) format() error {
	dir, err := os.MkdirTemp("", "riffle-format-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	n := &node{id: 1, dir: dir, controller: 1, ports: map[Listener]int{Plaintext: 2}}
	config := filepath.Join(dir, "server.properties")
	if err := os.WriteFile(config, []byte(n.properties(settle(nil), []*node{n}, "")), 0o644); err != nil {
		return err
	}
	args := append(in.jvm(256), formatClass, "format", "-t", newID(), "-c", config)
	if out, err := exec.Command(in.java, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	made, err := os.ReadFile(filepath.Join(n.logs(), "bootstrap.checkpoint"))
	if err != nil {
		return err
	}
	return writeWhole(in.checkpoint(), made)
}

// train runs both programs once with the archive switched on for writing. The
// broker's archive is named last: it tells that both are there.
func (in *installation) train() error {
	broker, console := in.archive("broker"), in.archive("console")
	set := settle(nil)
	set.jvm = []string{"-XX:ArchiveClassesAtExit=" + broker + ".partial"}
	c, err := start(in, set)
	if err != nil {
		return err
	}
	defer func() { _ = c.stop() }()
	if err := c.trainConsole(console + ".partial"); err != nil {
		return err
	}
	if err := c.nodes[0].proc.terminate(); err != nil {
		return err
	}
	select {
	case <-c.nodes[0].proc.done:
	case <-time.After(time.Minute):
		return fmt.Errorf("the broker does not stop:\n%s", c.nodes[0].logTail())
	}
	if err := keepArchive(console); err != nil {
		return err
	}
	return keepArchive(broker)
}

// keepArchive gives a finished archive its name. A Java that cannot make one
// (some builds lack the base archive) leaves an empty file: slower starts, no
// second attempt.
func keepArchive(path string) error {
	if _, err := os.Stat(path + ".partial"); err != nil {
		return writeWhole(path, nil)
	}
	return os.Rename(path+".partial", path)
}

// writeWhole writes a file so that it is never seen half written.
func writeWhole(path string, b []byte) error {
	if err := os.WriteFile(path+".partial", b, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".partial", path)
}
