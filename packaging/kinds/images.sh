# The container images, each for both kinds of machine: the program with what it needs, and the roots alone.

# The authorities of Debian's package. Not the system's own bundle, nor all that lies in the folder: whoever runs this machine
# may have added to them, or changed a file.
authorities() {
  local changed files
  changed=$(dpkg --verify ca-certificates) # whose exit code is 0 all the same
  [[ -z $changed ]] || die "ca-certificates is not as Debian has it: $changed"
  mapfile -t files < <(dpkg -L ca-certificates | grep '^/usr/share/ca-certificates/.*\.crt$' | LC_ALL=C sort)
  ((${#files[@]})) || die 'ca-certificates has no authorities'
  cat "${files[@]}"
}

# image_root FOLDER NAME: the files of the program's image, from the archive of that name.
image_root() {
  local documents=$1/usr/share/doc
  mkdir -p "$1/etc/ssl/certs" "$documents/pgcerts" "$documents/ca-certificates" "$1/home/pgcerts/.postgresql"
  cp "$stage/$2/pgcerts" "$1"
  cp "$stage/$2"/{LICENSE-MIT,LICENSE-APACHE,THIRD-PARTY-NOTICES} "$documents/pgcerts"
  authorities >"$1/etc/ssl/certs/ca-certificates.crt"
  cp /usr/share/doc/ca-certificates/copyright "$documents/ca-certificates"
  cp "$stage/roots/root.crt" "$1/home/pgcerts/.postgresql"
}

pack_images() {
  local commons=(--version "$version" --source "$repository" --revision "$PGCERTS_COMMIT")
  mkdir "$stage/roots"
  "$stage/$linux_name/pgcerts" install --quiet --offline --dest "$stage/roots/root.crt"
  image_root "$stage/image-amd64" "$linux_name"
  image_root "$stage/image-arm64" "$arm64_name"
  packaging/image "$packages/pgcerts-$version-image.tar" "${commons[@]}" --title pgcerts \
    --description 'Root certificates for PostgreSQL clients: pinned, installed, checked' \
    --label "pgcerts.ca-certificates=$(dpkg-query -Wf '${Version}' ca-certificates)" \
    --entrypoint /pgcerts --user 65532 --home home/pgcerts \
    "amd64=$stage/image-amd64" "arm64=$stage/image-arm64"
  packaging/image "$packages/pgcerts-$version-roots.tar" "${commons[@]}" --title pgcerts-roots \
    --description 'The root certificates of Azure Database for PostgreSQL, as /root.crt' \
    "amd64=$stage/roots" "arm64=$stage/roots"
}
