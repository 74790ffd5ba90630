#!/bin/sh
# Makes `data/mermaid/mermaid.js.zst`, the script that draws diagrams, out of the npm package `@mermaid-js/tiny`: its
# licence in front of the script as it is, compressed. Needs `npm`, `tar` and `zstd`; the compressed bytes may differ
# from one release of zstd to the next. `cargo test diagram::` then says what `FINGERPRINT` in `src/diagram/script.rs`
# has to be.
set -eu
version="11.17.2"
target="$(cd "$(dirname "$0")/../.." && pwd)/data/mermaid"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

cd "$scratch"
npm pack --silent "@mermaid-js/tiny@$version" >/dev/null
tar xzf mermaid-js-tiny-"$version".tgz
{
    printf '/*! Mermaid %s\n\n' "$version"
    cat package/LICENSE
    printf '*/\n'
    cat package/dist/mermaid.tiny.js
} >mermaid.js
cp package/LICENSE "$target/LICENSE"
zstd -q -f -19 --no-progress mermaid.js -o "$target/mermaid.js.zst"
wc -c mermaid.js "$target/mermaid.js.zst"
