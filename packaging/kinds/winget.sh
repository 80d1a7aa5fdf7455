# The manifests of winget, for the archive for Windows.
pack_winget() {
  local template
  for template in packaging/winget/*.yaml; do
    fill "$template" "$packages/${template##*/}" "VERSION=$version" "ARCHIVE=$windows_name" "DOWNLOADS=$downloads" \
      "REPOSITORY=$repository" "SHA256=$(sha256 "$packages/$windows_name.zip")"
  done
}
