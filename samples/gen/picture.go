package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"
)

// launchPicture is the kind of chart that somebody drops into a war room: the share of launches that failed, a column every five minutes.
func launchPicture(probes []probe) ([]byte, error) {
	const columns, height, every = 264, 80, 5 * time.Minute
	paper, ink := color.Gray{Y: 250}, color.Gray{Y: 90}
	img := image.NewGray(image.Rect(0, 0, columns, height))
	for x := range columns {
		from := awsFrom.Add(time.Duration(x) * every)
		filled := int(failedShare(probes, from, from.Add(every)) * height)
		for y := range height {
			img.SetGray(x, y, paper)
			if height-y <= filled {
				img.SetGray(x, y, ink)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("drawing the launches: %w", err)
	}
	return b.Bytes(), nil
}
