# The archive for Windows.
windows=x86_64-pc-windows-gnu
windows_name=pgcerts-$version-x86_64-windows

compile_windows() {
  PGCERTS_TARGET=$target/mingw CARGO_TARGET_DIR=$target/mingw \
    CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=$PWD/packaging/mingw-linker compile_with_library "$windows"
}

pack_windows() {
  mkdir "$stage/$windows_name"
  cp "$target/mingw/$windows/release/pgcerts.exe" "$stage/$windows_name"
  documents "$stage/$windows_name"
  PATH=/usr/bin:$PATH bill "$windows" "$windows_name"
  notices "$windows_name" "$stage/$windows_name" \
    /usr/share/doc/{rustc-web,mingw-w64-x86-64-dev,gcc-mingw-w64-x86-64-posix-runtime}/copyright
  settle "$stage/$windows_name"
  (cd "$stage" && find "$windows_name" | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$packages/$windows_name.zip")
}
