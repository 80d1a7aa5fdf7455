# What git says of the source, to be sourced by packaging/build.

# Set while a hook of another repository runs.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

# Whether the folder is a repository: a source archive may be unpacked in somebody else's. Where git will not answer for
# one, as in a folder of another user, nothing is guessed.
is_repository() {
  [[ -e .git ]] || return 1
  [[ $(git rev-parse --show-toplevel) == "$PWD" ]] || die "git does not answer for the repository in $PWD"
}

# Sets PGCERTS_COMMIT to the commit that the files are, or to nothing.
name_commit() {
  is_repository || return 0
  local given=$PGCERTS_COMMIT changes
  PGCERTS_COMMIT=
  changes=$(git status --porcelain)
  [[ -n $changes ]] || PGCERTS_COMMIT=$(git rev-parse HEAD)
  [[ -z $given || $given == "$PGCERTS_COMMIT" ]] ||
    die "PGCERTS_COMMIT is $given, and the files here are ${PGCERTS_COMMIT:-those of no commit}"
}

# Sets SOURCE_DATE_EPOCH to the commit's time, unless it is set.
name_time() {
  if [[ -z $SOURCE_DATE_EPOCH ]] && is_repository; then SOURCE_DATE_EPOCH=$(git log -1 --format=%ct); fi
  SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
}
