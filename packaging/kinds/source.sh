# The source, and the formula of Homebrew, which compiles it.

# The files that git knows, or, in a folder without git, all but what is built.
sources() {
  if [[ $(git rev-parse --show-toplevel 2>/dev/null) == "$PWD" ]]; then
    git ls-files -z
  else
    find . -name target -prune -o -type f -printf '%P\0'
  fi
}

pack_source() {
  local name=pgcerts-$version-source
  mkdir "$stage/$name"
  sources | tar --null -T - -c | tar -C "$stage/$name" -x
  archive "$name"
  fill packaging/homebrew/pgcerts.rb "$packages/pgcerts.rb" "DOWNLOADS=$downloads" "ARCHIVE=$name" \
    "REPOSITORY=$repository" "SHA256=$(sha256 "$packages/$name.tar.gz")"
}
