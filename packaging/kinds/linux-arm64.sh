# The archive and the Debian package for Linux on arm64: static, both of them. No machine of that kind is needed: qemu runs
# the program for its manual.
arm64=aarch64-unknown-linux-gnu
arm64_name=pgcerts-$version-aarch64-linux
qemu=$(command -v qemu-aarch64-static || printf %s "$tools/qemu-aarch64-static")

compile_linux-arm64() {
  CARGO_TARGET_DIR=$target/arm64 CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
    compile_with_library "$arm64" -Ctarget-feature=+crt-static
}

pack_linux-arm64() {
  local built=$target/arm64/$arm64/release
  local libraries=(/usr/share/doc/{rustc-web,libc6-arm64-cross,libgcc-s1-arm64-cross}/copyright)
  mkdir "$stage/$arm64_name"
  cp "$built/pgcerts" "$stage/$arm64_name"
  documents "$stage/$arm64_name"
  units "$stage/$arm64_name"
  PATH=/usr/bin:$PATH bill "$arm64" "$arm64_name"
  notices "$arm64_name" "$stage/$arm64_name" "${libraries[@]}"
  describe "$stage/$arm64_name" "$qemu" "$built/pgcerts"
  archive "$arm64_name"

  deb_files "$built/deb-files" "$arm64_name" "${libraries[@]}"
  CARGO_TARGET_DIR=$target/arm64 cargo deb --quiet --no-build --no-strip --locked \
    --target "$arm64" --output "$packages/"
}
