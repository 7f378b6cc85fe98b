package render_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
)

func TestZZ(t *testing.T) {
	in := os.Getenv("ZZ")
	if in == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(in)
	var o bytes.Buffer
	o.WriteString(`<meta charset=utf-8><style>body{font:14px/1.5 -apple-system,"Segoe UI","DejaVu Sans",sans-serif;max-width:1012px;margin:20px auto;padding:0 24px;word-wrap:break-word}table{border-collapse:collapse;display:block;overflow:auto}th,td{border:1px solid #d0d7de;padding:5px 10px;vertical-align:top}code{background:#eee;font-size:85%}a{color:#0969da;text-decoration:none}blockquote{border-left:4px solid #d0d7de;margin:0;padding:0 1em;color:#555}</style>`)
	_ = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe())).Convert(b, &o)
	_ = os.WriteFile(in+".html", o.Bytes(), 0o644)
}
