# The packages of rpm: what the archives for Linux hold, in the places of such a system.
pack_rpm() {
  local name
  for name in "$linux_name" "$arm64_name"; do
    rm -rf "$stage/rpm"
    mkdir "$stage/rpm"
    cp -r "$stage/$name" "$stage/rpm/content"
    gzip -9n "$stage/rpm/content/man"/*.1
    settle "$stage/rpm/content"
    rpmbuild -bb --quiet --target "${name#"pgcerts-$version-"}" --define "pgcerts_version $version" \
      --define "pgcerts_url $repository" --define "_topdir $stage/rpm" --define "_builddir $stage/rpm/content" \
      --define "_rpmdir $stage/rpm" --dbpath "$stage/rpm/database" packaging/pgcerts.spec
    mv "$stage/rpm"/*.rpm "$packages"
  done
}
