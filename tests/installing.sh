# What tests/tools and tests/fleet/tools share, to be sourced by them. What is there stays; a second run does nothing.
# Debian 12 is what the package names are for.

folder=${PGCERTS_TEST_TOOLS:-target/test-tools}
mkdir -p "$folder"

say() { printf 'tests/tools: %s\n' "$*"; }
die() {
  printf 'tests/tools: %s\n' "$*" >&2
  exit 1
}

packages=()
# want PACKAGE COMMAND…: the package, unless the command succeeds.
want() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}
# By the package's name, where another one puts a file in the same place.
installed() { [[ $(dpkg-query -Wf '${db:Status-Status}' "$1") == installed ]]; }

# as_root COMMAND…: where this user may. What `want` asked for needs it.
as_root() {
  if (($(id -u) == 0)); then "$@"; else sudo -n "$@"; fi
}

# The lists of packages, once: an older list names packages that the archive no longer has.
lists_are_new=
renew_lists() {
  [[ -z $lists_are_new ]] || return 0
  as_root apt-get update -qq && lists_are_new=yes
}

# download FOLDER PACKAGE…: packages into that folder, to be unpacked.
download() {
  local get=(apt-get download -qq -o APT::Sandbox::User=root "${@:2}")
  (cd "$1" && "${get[@]}") && return
  renew_lists || say 'apt-get could not renew its lists'
  (cd "$1" && "${get[@]}") || die "apt-get could not download ${*:2}"
}

# Installs what `want` found missing.
install_wanted() {
  ((${#packages[@]})) || return 0
  as_root true 2>/dev/null || die "install as root: apt-get install ${packages[*]}"
  command -v apt-get >/dev/null || die "this system has no apt-get; install what corresponds to: ${packages[*]}"
  say "installing ${packages[*]}"
  renew_lists
  # Debian's PostgreSQL would make a database of its own and start it; the tests have theirs.
  if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
    say "no PostgreSQL that is installed shall make a database by itself: /etc/postgresql-common/createcluster.conf"
    as_root mkdir -p /etc/postgresql-common
    as_root tee /etc/postgresql-common/createcluster.conf >/dev/null <<<'create_main_cluster = false'
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
  packages=()
}

# fresh FOLDER PACKAGE…: whether the folder holds exactly these; `done_with` notes it once they are installed.
fresh() { [[ -f $1/.packages && "$(<"$1/.packages")" == "${*:2}" ]]; }
done_with() { printf '%s\n' "${*:2}" >"$1/.packages"; }

# unpack PACKAGE FILE: the program alone, out of Debian's package: installing that would start a service.
unpack() {
  local unpacked program=${2##*/}
  if command -v "$program" >/dev/null || [[ -x $folder/$program ]] || ! command -v apt-get >/dev/null; then return; fi
  say "unpacking $program into $folder"
  unpacked=$(mktemp -d)
  download "$unpacked" "$1"
  dpkg -x "$unpacked/$1"_*.deb "$unpacked"
  cp "$unpacked/$2" "$folder/$program"
  rm -rf "$unpacked"
}
