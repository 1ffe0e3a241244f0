package kafka_test

import (
	"context"
	"net"
	"testing"
	"time"

	"riffle/source/kafka"
)

// While nothing answers, the source says what it waits for.
func TestConnectingNamesItsStep(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	addr := silent.Addr().String()
	for want, settings := range map[string][]string{
		"asking " + addr + " which requests it knows": nil,
		"agreeing on TLS with " + addr:                {"security.protocol=SSL"},
		"logging in with PLAIN at " + addr:            login("SASL_PLAINTEXT", "PLAIN", "reader", "secret"),
		"connecting to name.invalid:9092":             {"name.invalid:9092"},
	} {
		t.Run(want, func(t *testing.T) {
			c, err := kafka.Configure([]string{addr}, settings)
			if len(settings) == 1 && settings[0][0] == 'n' {
				c, err = kafka.Configure(settings, nil)
				c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			}
			if err != nil {
				t.Fatal(err)
			}
			k := kafka.New(c)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			gone := make(chan struct{})
			go func() { _, _ = k.Topics(ctx); close(gone) }()
			for step := ""; step != want; step = k.Info().Step {
				select {
				case <-gone:
					t.Fatalf("it never said so, last %q", step)
				case <-time.After(time.Millisecond):
				}
			}
			cancel()
			_ = k.Close()
			<-gone
			for k.Info().Step != "" { // the connection ends a moment later
				<-time.After(time.Millisecond)
			}
		})
	}
}
