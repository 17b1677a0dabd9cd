#!/bin/sh
# Pack the folder that `make dist` built as Debian's package: dist/baocao_VERSION_amd64.deb.
# The same folder gives the same bytes.
set -eu
cd "$(dirname "$0")/.."

version=$(tr -d '[:space:]' < resources/version.txt)
root=build/deb/root
deb=dist/baocao_${version}_amd64.deb
test -x dist/baocao/baocao || {
    echo "build_deb: dist/baocao is not there; run make dist first" >&2
    exit 1
}
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 0)}"

rm -rf build/deb
mkdir -p "$root/DEBIAN" "$root/usr/lib" "$root/usr/bin" "$root/usr/share/applications" \
    "$root/usr/share/doc/baocao" "$root/usr/share/mime/packages" \
    "$root/usr/share/icons/hicolor/scalable/apps"
cp -a dist/baocao "$root/usr/lib/baocao"
ln -s ../lib/baocao/baocao "$root/usr/bin/baocao"
cp packaging/linux/baocao.desktop "$root/usr/share/applications/"
cp packaging/linux/baocao.xml "$root/usr/share/mime/packages/"
cp resources/icons/baocao.svg "$root/usr/share/icons/hicolor/scalable/apps/"
for size in 16 24 32 48 64 128 256; do
    folder=$root/usr/share/icons/hicolor/${size}x${size}/apps
    mkdir -p "$folder"
    cp "build/icons/baocao-$size.png" "$folder/baocao.png"
done
{
    cat LICENSE
    echo
    echo "The licences of everything the program contains are in /usr/lib/baocao/licenses."
} > "$root/usr/share/doc/baocao/copyright"

# The newest C library that any part was linked with.
glibc=$(find "$root/usr/lib/baocao" -type f \( -name '*.so*' -o -name baocao \) \
    -exec objdump -T {} + 2> /dev/null | grep -o 'GLIBC_2\.[0-9]*' | sed 's/GLIBC_//' |
    sort -uV | tail -n 1)
cat > "$root/DEBIAN/control" <<EOF
Package: baocao
Version: $version
Architecture: amd64
Maintainer: Báo Cáo Cơ Sở contributors <baocao@localhost>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Depends: libc6 (>= $glibc), libgl1, libegl1, fontconfig-config, fonts-dejavu-core
Section: misc
Priority: optional
Description: offline periodic reports for Vietnamese communes
 Fills in periodic reports, checks every total and exports the PDF to sign, an Excel
 workbook and one package to hand in. It opens no connection.
EOF
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f ! -name baocao -exec chmod 644 {} +
chmod 755 "$root/usr/lib/baocao/baocao"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# dpkg-deb knows no filter for machine code, which saves a twelfth; dpkg unpacks it all the same.
dpkg-deb --root-owner-group -Znone --build "$root" build/deb/plain.deb > /dev/null
(cd build/deb && ar x plain.deb && xz --x86 --lzma2=preset=6,dict=64MiB data.tar)
rm -f "$deb"
ar rcDS "$deb" build/deb/debian-binary build/deb/control.tar* build/deb/data.tar.xz
.venv/bin/python -c 'import sys; sys.path.insert(0, "packaging")
import build_dist; build_dist.write_checksums(build_dist.DIST)'
echo "$deb: $(($(stat -c %s "$deb") / 1000000)) MB (installed: $(du -sm "$root/usr" | cut -f 1) MiB)"
