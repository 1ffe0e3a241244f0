package config

import (
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
)

// Path is where config.toml is, and whether somebody named that file by hand:
// $RIFFLE_CONFIG, else $XDG_CONFIG_HOME/riffle/config.toml, else
// ~/.config/riffle/config.toml, also on macOS, or %AppData%\riffle\config.toml on
// Windows. It is "" where there is no home. env is os.Getenv.
func Path(env func(string) string) (path string, named bool) {
	if path := env("RIFFLE_CONFIG"); path != "" {
		return path, true
	}
	dir := env("XDG_CONFIG_HOME")
	switch {
	case filepath.IsAbs(dir): // a relative one is to be ignored, says its specification
	case runtime.GOOS == "windows":
		dir = env("AppData")
	case env("HOME") != "":
		dir = filepath.Join(env("HOME"), ".config")
	default:
		dir = ""
	}
	if dir == "" {
		return "", false
	}
	return filepath.Join(dir, "riffle", "config.toml"), false
}

// readableByOthers tells whether others than its owner may read a file. Windows
// says nothing about that here.
func readableByOthers(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// Secret tells whether what a property is set to must not be shown.
func Secret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"password", "secret", "token", "jaas", "key.pem", "keystore.key"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
