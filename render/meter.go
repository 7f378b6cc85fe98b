package render

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"text/template"
)

// What a document may cost at most. The largest of the samples takes 10,000 steps, without methods; at the limits a run takes about a
// second, and a template that goes through a list within a list within a list ends in an error instead of never.
const (
	maxDocument = 8 << 20
	maxSteps    = 1_000_000
	maxResult   = 256 << 10 // of a function, in bytes: four times what is printed of a text
)

var (
	errTooLong = fmt.Errorf("the document would be larger than %d MiB: the template prints lists within lists", maxDocument>>20)
	errTooMany = errors.New("the template does not come to an end: it goes through lists within lists")
)

// spender is the function that the walk puts at the start of every body that may be run more than once.
const spender = escaperPrefix + "Spend"

// meter counts the steps of one run: the nodes of the template that it executes, and a step for each kB that a function makes.
type meter struct{ steps int }

func (m *meter) spend(steps int) (string, error) {
	if m.steps += steps; m.steps > maxSteps {
		return "", errTooMany
	}
	return "", nil
}

// bounded is the functions with a limit on the texts that they make: a text that is made of itself twice, thirty times over, would fill any
// memory.
func (m *meter) bounded(funcs template.FuncMap) template.FuncMap {
	out := template.FuncMap{}
	for name, f := range funcs {
		v := reflect.ValueOf(f)
		call := v.Call
		if v.Type().IsVariadic() {
			call = v.CallSlice
		}
		of := reflect.FuncOf(ins(v.Type()), []reflect.Type{v.Type().Out(0), reflect.TypeFor[error]()}, v.Type().IsVariadic())
		out[name] = reflect.MakeFunc(of, func(args []reflect.Value) []reflect.Value {
			result := call(args)[0]
			size := 0
			if result.Kind() == reflect.String {
				size = result.Len()
			}
			_, err := m.spend(1 + size>>10)
			if err == nil && size > maxResult {
				err = fmt.Errorf("%s makes a text of more than %d KiB", name, maxResult>>10)
			}
			if err != nil {
				return []reflect.Value{reflect.Zero(result.Type()), reflect.ValueOf(&err).Elem()}
			}
			return []reflect.Value{result, reflect.Zero(reflect.TypeFor[error]())}
		}).Interface()
	}
	return out
}

func ins(f reflect.Type) []reflect.Type {
	var out []reflect.Type
	for in := range f.Ins() {
		out = append(out, in)
	}
	return out
}

// cappedWriter writes what fits.
type cappedWriter struct {
	w    io.Writer
	left int
}

func (c *cappedWriter) Write(b []byte) (int, error) {
	if c.left -= len(b); c.left < 0 {
		return 0, errTooLong
	}
	return c.w.Write(b)
}
