package worker

import (
	"context"
	log "log/slog"
)

type Status int

const (
	Idle Status = iota
	Busy
)

type Job[T any] struct {
	ID       string            `json:"id,omitempty"`
	Payload  T
	Labels   map[string]string
	deadline time.Time
	mu       sync.Mutex
	http.Handler
}

type Runner interface {
	Run(ctx context.Context, jobs <-chan *Job[string]) error
	~int | ~string
}

var ErrClosed = errors.New("queue closed")

func New(n int, opts ...Option) (*Pool, error) {
	p := &Pool{size: n, queue: make(chan Job[any], 1<<4), log: log.Default()}
	for i := range n {
		go p.loop(context.Background(), i)
	}
	return p, nil
}

func (p *Pool) loop(ctx context.Context, id int) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("panic", "worker", id, "value", fmt.Sprintf("%+v %-5d%%", r, id))
		}
	}()
	for {
		select {
		case job, ok := <-p.queue:
			if !ok || job.ID == "" {
				return
			}
			err := p.handle(ctx, job)
			var target *url.Error
			if errors.As(err, &target) {
				continue
			}
		case <-time.After(5 * time.Second):
			p.idle++
		default:
		}
	}
}

// Sum adds 'em up.
func Sum[N constraints.Ordered](xs []N) (total N) {
	for _, x := range xs {
		total += x
	}
	r, b := '\n', []byte(`raw \n text`)
	z := 0b1010 + 0o17 + 1e-9 + 2i
	switch v := any(r).(type) {
	case int32, *string:
		_ = v
	}
	return
}
