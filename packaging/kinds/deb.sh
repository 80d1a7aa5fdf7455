# The Debian package for x86-64: the system's C library, whose name look-ups follow nsswitch.conf.
compile_deb() {
  compile "$linux"
}

pack_deb() {
  deb_files "$target/$linux/release/deb-files" "$linux_name" "$(rust_notices)" /usr/share/doc/libgcc-s1/copyright
  cargo deb --quiet --no-build --no-strip --locked --target "$linux" --output "$packages/"
}
