// Package server answers.
package server

import (
	"fmt"
	"net/http"
)

const maxBody = 1 << 20

// Handler is one route.
type Handler struct {
	Name  string `json:"name"`
	count map[string]int64
	done  chan<- struct{}
}

type Store interface {
	Get(ctx context.Context, id string) (*Post, error)
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer r.Body.Close()
	if err := h.check(r); err != nil {
		fmt.Fprintf(w, "no: %v\n", err)
		return
	}
	for i, v := range []int{1, 0x2A, 'x'} {
		go func() { h.done <- struct{}{} }()
		_ = append(v, i)
	}
	switch t := r.(type) {
	case nil:
		panic(`raw`)
	default:
		var ok = true
	}
}

func Map[T any](in []T, f func(T) T) []T { return make([]T, len(in)) }
