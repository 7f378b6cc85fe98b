package file

import (
	"bytes"
	"regexp"
)

// medium is a kind of content that is known by its first bytes and that holds no evidence to read.
type medium struct {
	name   string
	offset int
	magic  string
}

// attachments are what people put beside the evidence for others to look at.
func attachments() []medium {
	return []medium{
		{"PNG picture", 0, "\x89PNG\r\n\x1a\n"},
		{"JPEG picture", 0, "\xff\xd8\xff"},
		{"GIF picture", 0, "GIF8"},
		{"WebP picture", 8, "WEBP"},
		{"HEIC picture", 4, "ftyphei"},
		{"AVIF picture", 4, "ftypavif"},
		{"MP4 video", 4, "ftyp"},
		{"WebM video", 0, "\x1a\x45\xdf\xa3"},
		{"PDF document", 0, "%PDF-"},
	}
}

// archives are packed forms that are named to the person who supplied them, because they could be repacked.
func archives() []medium {
	return []medium{
		{"zip archive", 0, "PK\x03\x04"},
		{"tar archive", 257, "ustar"},
		{"gzip stream", 0, "\x1f\x8b\x08"},
		{"zstd stream", 0, "\x28\xb5\x2f\xfd"},
		{"xz stream", 0, "\xfd7zXZ\x00"},
		{"lz4 stream", 0, "\x04\x22\x4d\x18"},
		{"7-Zip archive", 0, "7z\xbc\xaf\x27\x1c"},
		{"RAR archive", 0, "Rar!\x1a\x07"},
	}
}

var svg = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>|<!doctype[^>]*>|<!--(?:[^-]|-[^-])*-->|\s)*<svg[\s>]`)

// Attachment names the kind of a picture, video or PDF document; "" if the head is none.
func (h Head) Attachment() string {
	if name := h.known(attachments()); name != "" {
		return name
	}
	if start := h.Data[:min(len(h.Data), 4<<10)]; svg.Match(start) {
		return "SVG picture"
	}
	return ""
}

// Archive names the kind of a packed file that was not unpacked: an archive within an archive, a format that is not read, or more layers
// than are taken off; "" if the head is none.
func (h Head) Archive() string { return h.known(archives()) }

func (h Head) known(media []medium) string {
	for _, m := range media {
		if len(h.Data) >= m.offset && bytes.HasPrefix(h.Data[m.offset:], []byte(m.magic)) {
			return m.name
		}
	}
	return ""
}
