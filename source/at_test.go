package source_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"riffle/source"
)

func TestParseAt(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	now := time.Date(2026, 11, 23, 14, 31, 7, 0, zone)
	for text, want := range map[string]string{
		"14:20":                         "2026-11-23T14:20:00+01:00",
		"14:45":                         "2026-11-22T14:45:00+01:00", // the most recent one that has passed
		"14:20:31.250":                  "2026-11-23T14:20:31.25+01:00",
		"2026-11-20":                    "2026-11-20T00:00:00+01:00",
		"2026-11-20T09:15":              "2026-11-20T09:15:00+01:00",
		"2026-11-20 09:15:30":           "2026-11-20T09:15:30+01:00",
		"20 Nov":                        "2026-11-20T00:00:00+01:00", // as rows write it
		"20 Nov 09:15:30.25":            "2026-11-20T09:15:30.25+01:00",
		"02 dec 09:15":                  "2025-12-02T09:15:00+01:00",
		"29 Feb 09:15":                  "2024-02-29T09:15:00+01:00",
		"2026-11-20T09:15Z":             "2026-11-20T09:15:00Z",
		"2026-11-20T09:15:00.123-05:00": "2026-11-20T09:15:00.123-05:00",
		"-15m":                          "2026-11-23T14:16:07+01:00",
		"-2h30m":                        "2026-11-23T12:01:07+01:00",
		"-1d":                           "2026-11-22T14:31:07+01:00",
		"-1d12h":                        "2026-11-22T02:31:07+01:00",
	} {
		at, err := source.ParseAt(text, now)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, ok := at.Instant()
		if !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s is %s, want %s", text, got.Format(time.RFC3339Nano), want)
		}
		if at.String() != text {
			t.Errorf("%s prints as %s", text, at)
		}
	}
	for _, text := range []string{"start", "end", "end-500", "@88123", "@88_123", "p3@88123", "50%", "0%", "99.5%", " end ", "group:pay", "GROUP:pay@50%"} {
		if _, err := source.ParseAt(text, now); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "yesterday", "25:00", "@", "@x", "p@1", "px@1", "101%", "-5%", "%", "end-", "end-x", "-15", "-5x", "--5m", "2026-13-01", "group:", "grou", "31 Feb", "20 Foo", "20 Nov 25:00"} {
		_, err := source.ParseAt(text, now)
		var at *source.AtError
		if !errors.As(err, &at) || at.Msg == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Every place that the help names can be read.
func TestAtHelpIsTrue(t *testing.T) {
	for _, row := range source.AtHelp() {
		for text := range strings.SplitSeq(row[0], "  ") {
			if _, err := source.ParseAt(text, time.Now()); err != nil {
				t.Error(err)
			}
		}
	}
}
