# One-line recipes for those who have just; `.ci/run` works without it.
samples:
    cargo run --release -- run samples -o output --overwrite
test:
    cargo test --release
quick:
    cargo test --no-default-features
check:
    cargo run --release -- grammars check
ci:
    .ci/run
