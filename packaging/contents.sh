# What the packages of several kinds hold, to be sourced by packaging/build.

# documents FOLDER: what every archive holds beside the program and the notices.
documents() {
  cp README.md CHANGELOG.md SECURITY.md LICENSE-MIT LICENSE-APACHE "$1"
  cp -r docs certs "$1"
}

# units FOLDER: what runs the program again and again, on Linux.
units() {
  cp -r packaging/{systemd,nagios,icinga2} "$1"
}

# notices NAME FOLDER FILE…: what the licenses ask for of the crates in that bill, and these files.
notices() {
  packaging/notices "$packages/$1.cdx.json" "${@:3}" >"$2/THIRD-PARTY-NOTICES"
}

# bill TARGET NAME: the crates that are in the program for that target, in CycloneDX.
bill() {
  # It writes beside Cargo.toml, and nowhere else.
  cargo cyclonedx --quiet --format json --spec-version 1.5 --target "$1" --no-build-deps --override-filename bill-of-materials
  # The folder is written as a URL.
  sed 's|file://[^"#]*#|file:///pgcerts#|g' bill-of-materials.json >"$packages/$2.cdx.json"
  rm bill-of-materials.json
}

# describe FOLDER COMMAND…: the manual and the completions, of the program that was built.
describe() {
  "${@:2}" man --quiet "$1/man"
  mkdir -p "$1/completions"
  "${@:2}" completions bash >"$1/completions/pgcerts.bash"
  "${@:2}" completions zsh >"$1/completions/_pgcerts"
  "${@:2}" completions fish >"$1/completions/pgcerts.fish"
}

# settle FOLDER: the times and modes of what is in it, whatever those of the source are.
settle() {
  find "$1" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
  chmod -R u=rwX,go=rX "$1"
}

# archive NAME: the folder of that name below $stage.
archive() {
  tar -C "$stage" "${plain_tar[@]}" -c "$1" | gzip -9n >"$packages/$1.tar.gz"
}
plain_tar=(--sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w)

# deb_files FOLDER ARCHIVE [FILE…]: what a Debian package has in a form of its own, beside an archive of the same program.
deb_files() {
  rm -rf "$1"
  mkdir "$1"
  notices "$2" "$1" "${@:3}"
  cp -r "$stage/$2"/{man,completions} "$1"
  gzip -9n "$1"/man/*.1
}

# fill TEMPLATE OUTPUT NAME=VALUE…: the template, with each @NAME@ replaced.
fill() {
  local pair replacements=()
  for pair in "${@:3}"; do replacements+=(-e "s|@${pair%%=*}@|${pair#*=}|g"); done
  sed "${replacements[@]}" "$1" >"$2"
}

sha256() {
  local sum
  sum=$(sha256sum "$1")
  printf %s "${sum%% *}"
}
