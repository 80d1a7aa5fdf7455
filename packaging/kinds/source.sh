# The source, and the formula of Homebrew, which compiles it.

# The files that git knows, or that the archive lists which the folder was unpacked from: what else lies there is not the
# source.
sources() {
  if is_repository; then
    git -c core.quotePath=false ls-files
  elif [[ -e MANIFEST ]]; then
    cat MANIFEST
  else
    die 'the folder has neither git nor MANIFEST, so that nothing says what the source is'
  fi
}

pack_source() {
  local name=pgcerts-$version-source
  mkdir "$stage/$name"
  sources >"$stage/$name/MANIFEST"
  tar --verbatim-files-from -T "$stage/$name/MANIFEST" -c | tar -C "$stage/$name" -x
  archive "$name"
  fill packaging/homebrew/pgcerts.rb "$packages/pgcerts.rb" "DOWNLOADS=$downloads" "ARCHIVE=$name" \
    "REPOSITORY=$repository" "SHA256=$(sha256 "$packages/$name.tar.gz")"
}
