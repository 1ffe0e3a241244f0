package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/ui/config"
	"riffle/ui/figures"
	"riffle/ui/programs"
)

// unconfigured marks the commands that work whatever the configuration says.
const unconfigured = "unconfigured"

// configure reads config.toml before a command runs. Flags that are given go
// before what it says.
func (a App) configure(c *common) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) (err error) {
		for up := cmd; up != nil; up = up.Parent() {
			if up.Annotations[unconfigured] != "" {
				return nil
			}
		}
		if c.file, err = a.load(); err != nil {
			return err
		}
		if !cmd.Flags().Changed("utc") {
			c.utc = c.file.UTC
		}
		for _, step := range []func() error{c.limit, c.named(a.env), c.logged} {
			if err = step(); err != nil {
				return err
			}
		}
		a.warn(c.file)
		return nil
	}
}

// warn says what is not quite right with the configuration.
func (a App) warn(f *config.File) {
	for _, warning := range f.Warnings() {
		fmt.Fprintln(a.Err, clean("riffle: "+warning))
	}
}

// load reads the file that the environment names.
func (a App) load() (*config.File, error) {
	path, named := config.Path(a.env)
	return config.Load(path, named)
}

func (a App) env(name string) string {
	if a.Env == nil {
		return ""
	}
	return a.Env(name)
}

// config is about config.toml itself.
func (a App) config() *cobra.Command {
	cmd := &cobra.Command{
		Use:         "config path|check|show|edit",
		Short:       "Say where the configuration is, whether it is right, and what holds; or edit it",
		Annotations: map[string]string{unconfigured: "yes"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("config: say path, check, show or edit")
			}
			return fmt.Errorf("config %s: it is path, check, show or edit", args[0])
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	sub := func(name, short string, run func() error) {
		cmd.AddCommand(&cobra.Command{Use: name, Short: short, Args: nothing, RunE: func(*cobra.Command, []string) error { return run() }})
	}
	sub("path", "Print where config.toml is", a.configPath)
	sub("check", "Say whether config.toml is right, or what is wrong in which line", a.configCheck)
	sub("show", "Print what holds and which line says so, without passwords", a.configShow)
	sub("edit", "Open config.toml in $VISUAL or $EDITOR, and check it", a.configEdit)
	return cmd
}

// path is where the configuration is or would be.
func (a App) path() (string, error) {
	path, _ := config.Path(a.env)
	if path == "" {
		return "", errors.New("there is no home directory to have a configuration in: set RIFFLE_CONFIG to the path of a file")
	}
	return path, nil
}

func (a App) configPath() error {
	path, err := a.path()
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Out, a.shown(path))
	return nil
}

// shown is a text that is made safe where a terminal shows it.
func (a App) shown(text string) string {
	if a.Terminal {
		return clean(text)
	}
	return text
}

func (a App) configCheck() error {
	path, err := a.path()
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(a.Out, a.shown(path)+" is not there: all is as riffle comes; riffle config edit makes one")
		return nil
	}
	f, err := a.load()
	wrong := config.Errors{}
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	wrong = append(append(wrong, f.Doubtful...), a.meanings(f)...)
	slices.SortStableFunc(wrong, func(a, b *config.Error) int { return a.Line - b.Line })
	f.Doubtful = nil // they are told in full
	a.warn(f)
	if len(wrong) > 0 {
		return wrong
	}
	fmt.Fprintf(a.Out, "%s is right: %s, %s, keys of %s changed\n", a.shown(path),
		figures.Things(len(f.Clusters), "cluster"), figures.Things(len(f.Filters), "filter"), figures.Things(f.Rebound(), "action"))
	return nil
}

// meanings is what is wrong with texts that are right as far as the file goes.
func (a App) meanings(f *config.File) (wrong config.Errors) {
	for _, x := range f.Filters {
		_, err := query.Compile(x.Text.Value, query.Settings{Now: a.Now(), Saved: f.Saved()})
		var bad *query.Error
		switch {
		case errors.As(err, &bad):
			wrong = append(wrong, f.Wrong(x.Text.Part(bad.Col, bad.Len), bad.Msg, bad.Hint))
		case err != nil:
			wrong = append(wrong, f.Wrong(x.Text.Pos, err.Error(), ""))
		}
	}
	if n := f.Cluster; n.Value != "" {
		if _, ok := f.Named(n.Value); !ok {
			wrong = append(wrong, f.Wrong(n.Pos, "there is no section [clusters."+n.Value+"]", ""))
		}
	}
	for _, c := range f.Clusters {
		if a.Verify == nil {
			break
		}
		err := a.Verify(Connection{Brokers: c.Brokers, Properties: c.Settings()})
		if err == nil {
			continue
		}
		at := c.Name.Pos
		for _, p := range c.Properties {
			if strings.Contains(err.Error(), p.Name.Value) {
				at = p.Name.Pos
			}
		}
		wrong = append(wrong, f.Wrong(at, err.Error(), ""))
	}
	return wrong
}

func (a App) configShow() error {
	f, err := a.load()
	if err != nil {
		return err
	}
	a.warn(f)
	fmt.Fprint(a.Out, a.shown(f.Show()))
	return nil
}

// configEdit opens the file in an editor; a new one says what could be set.
func (a App) configEdit() error {
	path, err := a.path()
	if err != nil {
		return err
	}
	if !a.Terminal {
		return errors.New("config edit needs a terminal; riffle config path says where the file is")
	}
	if err := begin(path); err != nil {
		return fmt.Errorf("making a configuration: %w", err)
	}
	editor := programs.Editor(a.env)
	run := exec.Command(editor[0], append(editor[1:], path)...)
	run.Stdin, run.Stdout, run.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = run.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("running the editor %s: %w; set EDITOR, or edit %s by other means", editor[0], err, path)
	}
	if err != nil {
		return fmt.Errorf("running the editor %s: %s", editor[0], err.Error()) // its exit code is not riffle's
	}
	return a.configCheck()
}

// begin makes a file that only its owner can read, unless there is one.
func begin(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(config.Template())
	return errors.Join(err, f.Close())
}
