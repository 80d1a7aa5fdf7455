# The archive for Linux on x86-64: no library at all, so that it runs in an empty container.
linux=x86_64-unknown-linux-gnu
linux_name=pgcerts-$version-x86_64-linux
rust_notices() { printf %s "$(rustc --print sysroot)/share/doc/rust/COPYRIGHT-library.html"; }

# In a folder of its own: cargo would put it where the Debian package's goes.
compile_linux() {
  CARGO_TARGET_DIR=$target/static compile "$linux" -Ctarget-feature=+crt-static
}

pack_linux() {
  mkdir "$stage/$linux_name"
  cp "$target/static/$linux/release/pgcerts" "$stage/$linux_name"
  documents "$stage/$linux_name"
  units "$stage/$linux_name"
  bill "$linux" "$linux_name"
  notices "$linux_name" "$stage/$linux_name" "$(rust_notices)" /usr/share/doc/{libc6,libgcc-s1}/copyright
  describe "$stage/$linux_name" "$stage/$linux_name/pgcerts"
  archive "$linux_name"
}
