#!/bin/sh
# Draws the SVGs anew and renders them where the site expects them.
# Needs python3, rsvg-convert and the Noto CJK fonts; pngquant is used when it is there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python3 "$here/draw.py"

render() { # svg, png, width
    mkdir -p "$(dirname "$root/$2")"
    rsvg-convert --width "$3" --keep-aspect-ratio --output "$root/$2" "$here/$1.svg"
    if command -v pngquant >/dev/null 2>&1; then
        pngquant --force --skip-if-larger --speed 1 --quality 80-98 --output "$root/$2" "$root/$2" || [ $? -ge 98 ]
    fi
}

post=static/images/posts/contents/eks-custom-networking
thumbs=static/images/posts/thumbnails
for name in not-custom-network tgw-networking custom-networking custom-networking-result; do
    render "$name" "$post/$name.png" 1600
done
for name in eks for-each cidr pod-debug; do
    render "thumb-$name" "$thumbs/$name.png" 840
done
render subnets content/posts/terraform-cidrsubnet/subnets.png 1600
render profile static/profile.png 400
render favicon static/favicon-32.png 32
cp "$here/favicon.svg" "$root/static/favicon.svg"
