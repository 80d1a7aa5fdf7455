# How packaging/build compiles, to be sourced by it.

# compile TRIPLE [OPTION…]: the program, with these options for rustc. The folders of the machine that builds are nobody's
# business and would make the bytes differ.
compile() {
  local options=("--remap-path-prefix=$target=target" "--remap-path-prefix=$PWD=pgcerts"
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" "${@:2}")
  # The encoded form, in which a folder's name may have blanks.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && printf %s "${options[*]}") cargo build --release --locked --target "$1"
}

# compile_with_library TRIPLE [OPTION…]: the same for a system whose standard library rustup does not have here: Debian's
# compiler comes with the library's source.
compile_with_library() {
  PATH=/usr/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort compile "$@"
}

# side_by_side COMMAND…: the end of a release build keeps one core busy, so there is room for the next one's. All of them end
# before a failure is told.
side_by_side() {
  local job failed=0 jobs=()
  for job; do
    "$job" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  return "$failed"
}
