#!/bin/bash
# The life of the Windows installer under Wine, with a stand-in for the program: too old a Windows,
# install, preset, file types, upgrade, repair, downgrade refused, program open, copying fails,
# another folder with spaces and Vietnamese letters, uninstall with and without the figures, for the
# whole computer.  Nothing here is Windows.
#
#   packaging/windows/test_installer.sh      (apt-get install nsis wine64)
set -euo pipefail
cd "$(dirname "$0")/../.."

export LC_ALL=C.UTF-8 WINEDEBUG=-all
# No Mono, no Gecko, no menu entries on the desktop of whoever runs this.
export WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=d"
PATH=$PATH:/usr/lib/wine
wine=$(command -v wine64 || command -v wine || true)
server=$(command -v wineserver64 || command -v wineserver || true)
for found in "$(command -v makensis || true)" "$wine" "$server"; do
    [[ -n $found ]] || {
        echo "test_installer: needs makensis and wine64 (apt-get install nsis wine64)" >&2
        exit 77
    }
done

place=$(mktemp -d "${TMPDIR:-/tmp}/baocao-installer.XXXXXX")
export WINEPREFIX=$place/prefix
trap '"$server" -k > /dev/null 2>&1 || true; rm -rf "$place"' EXIT
key='Software\Microsoft\Windows\CurrentVersion\Uninstall\BaoCaoCoSo'
link='Báo Cáo Cơ Sở.lnk'
# From the first release to this one; and one that only numbers, not letters, put behind this one.
old=0.1.0
new=$(tr -d '[:space:]' < resources/version.txt)
later=$(awk -F. '{ print $1 "." $2 + 10 ".0" }' resources/version.txt)
settings=tests/data/old/settings/$old
steps=0

step() {
    steps=$((steps + 1))
    echo "  $*"
}
fail() {
    echo "test_installer: FAILED: $*" >&2
    exit 1
}
here() { [[ -e $1 ]] || fail "not there: $1"; }
gone() { [[ ! -e $1 ]] || fail "still there: $1"; }
says() { [[ $(< "$1") == "$2" ]] || fail "$1 says '$(< "$1")', not '$2'"; }

# --- stand-ins --------------------------------------------------------------------------------------

# A program that stays open for a while, so that there is something that is running.
cat > "$place/stand-in.nsi" <<EOF
Target amd64-unicode
SetCompressor /FINAL zlib
OutFile "$place/stand-in.exe"
RequestExecutionLevel user
SilentInstall silent
Section
Sleep 60000
SectionEnd
EOF
makensis -V1 -INPUTCHARSET UTF8 "$place/stand-in.nsi"

make_installer() { # make_installer VERSION FILE_OF_THIS_VERSION_ONLY
    local payload=$place/payload-$1
    mkdir -p "$payload/_internal/thư mục" "$payload/licenses"
    cp "$place/stand-in.exe" "$payload/baocao.exe"
    cp "$place/stand-in.exe" "$payload/baocao-window.exe"
    echo "$1" > "$payload/_internal/version.txt"
    echo "$1" > "$payload/_internal/$2"
    echo "$1" > "$payload/_internal/thư mục/mẫu số 6.txt"
    echo "$1" > "$payload/licenses/LICENSE"
    echo "$1" > "$payload/sbom.cdx.json"
    makensis -V2 -WX -INPUTCHARSET UTF8 -DTARGET=amd64-unicode "-DVERSION=$1" \
        "-DPAYLOAD=$payload" "-DOUTFILE=$place/setup-$1.exe" packaging/windows/installer.nsi
}
for version in "$old" "$new" "$later"; do
    make_installer "$version" "only-in-$version.txt"
done
# The one that is handed out has a 32-bit starter; that it builds is all that is tried here.
makensis -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$new" "-DPAYLOAD=$place/payload-$new" \
    "-DOUTFILE=$place/handed-out.exe" packaging/windows/installer.nsi

# --- Wine -------------------------------------------------------------------------------------------

"$wine" wineboot -i > /dev/null 2>&1
"$server" -w
pretend() { # pretend win7|win10
    "$wine" reg add 'HKCU\Software\Wine' /v Version /d "$1" /f > /dev/null 2>&1
    "$server" -w
}
# /D= takes the rest of the line as it is, so the line is cmd's, without quotes.
setup() { # setup STATUS VERSION SWITCH...
    local wanted=$1 version=$2 status=0
    shift 2
    (cd "$place" && timeout 120 "$wine" cmd /c "setup-$version.exe /S $*") > /dev/null 2>&1 ||
        status=$?
    "$server" -w
    [[ $status -eq $wanted ]] || fail "setup-$version $*: exit $status instead of $wanted"
}
installed_version() { # installed_version HKCU|HKLM
    rm -f "$place/key.reg"
    (cd "$place" && "$wine" reg export "$1\\$key" key.reg /y) > /dev/null 2>&1 || true
    [[ -e $place/key.reg ]] || return 0
    iconv -f UTF-16 -t UTF-8 "$place/key.reg" | tr -d '\r' |
        sed -n 's/^"DisplayVersion"="\(.*\)"$/\1/p'
}
value() { # value HKCU|HKLM KEY_BELOW_CLASSES: its default value
    rm -f "$place/key.reg"
    (cd "$place" && "$wine" reg export "$1\\Software\\Classes\\$2" key.reg /y) \
        > /dev/null 2>&1 || true
    [[ -e $place/key.reg ]] || return 0
    iconv -f UTF-16 -t UTF-8 "$place/key.reg" | tr -d '\r' | sed -n 's/^@="\(.*\)"$/\1/p' | head -n 1
}
opens_with() { # opens_with HKCU|HKLM SUFFIX KIND FOLDER_AS_WINDOWS_WRITES_IT
    local command='\"'$4'\\baocao-window.exe\" \"%1\"'
    [[ $(value "$1" ".$2") == "BaoCaoCoSo.$3" ]] || fail ".$2 is not ours: $(value "$1" ".$2")"
    [[ $(value "$1" "BaoCaoCoSo.$3\\shell\\open\\command") == "$command" ]] ||
        fail ".$2 opens with $(value "$1" "BaoCaoCoSo.$3\\shell\\open\\command"), not $command"
}
is_version() { # is_version VERSION [HKCU|HKLM]
    local found
    found=$(installed_version "${2:-HKCU}")
    [[ $found == "$1" ]] || fail "the registry names version '$found', not '$1'"
}
logged() {
    iconv -f UTF-16 -t UTF-8 "$(find "$drive" -name baocao-setup.log)" | grep -q "$1" ||
        fail "the log does not say: $1"
}

kept() { # what the first release wrote is there to the last byte
    cmp "$settings/baocao.db" "$data" || fail "the store was touched"
    cmp "$settings/../0.1.9/look.json" "$(dirname "$data")/look.json" || fail "settings were touched"
}

drive=$WINEPREFIX/drive_c
pretend win7
setup 4 "$old"
logged 'Cần Windows 10 bản 1809 trở lên'
[[ -z $(find "$drive" -name 'BaoCaoCoSo*') ]] || fail "something was installed on Windows 7"
step "Windows 7 is told why, and nothing is installed"

pretend win10
home=$(find "$drive/users" -mindepth 1 -maxdepth 1 ! -name Public)
program="$home/AppData/Local/Programs/BaoCaoCoSo"
menu="$home/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/$link"
data="$home/AppData/Local/BaoCaoCoSo/baocao.db"

setup 8 "$old" '/PRESET=C:\không có.ini'
logged 'Không đọc được tệp thiết lập'
gone "$program"
step "a preset that is not there is refused before anything is installed"

echo "đơn vị 1" > "$place/unit.ini"
mkdir "$place/packs"
echo "biểu" > "$place/packs/F16-2027.toml"
setup 0 "$old"
says "$program/unit.ini" "đơn vị 1"
says "$program/packs/F16-2027.toml" "biểu"
rm -r "$place/unit.ini" "$place/packs"
user=${home##*/}
inside="C:\\\\users\\\\$user\\\\AppData\\\\Local\\\\Programs\\\\BaoCaoCoSo"
opens_with HKCU capnhat Update "$inside"
opens_with HKCU baocao Copy "$inside"
[[ -z $(installed_version HKLM) ]] || fail "written for the whole computer"
[[ -z $(value HKLM .baocao) ]] || fail "a file type was claimed for the whole computer"
step "the preset beside the installer lies beside the program; two file types are ours"
here "$program/baocao-window.exe"
says "$program/_internal/version.txt" "$old"
here "$program/_internal/thư mục/mẫu số 6.txt"
here "$menu"
here "$home/Desktop/$link"
is_version "$old"
mkdir -p "$(dirname "$data")"
cp "$settings/baocao.db" "$data"
cp "$settings/../0.1.9/look.json" "$(dirname "$data")/"
echo "của người dùng" > "$program/ghi chú.txt"
step "installed without rights, network or questions"

setup 0 "$new"
says "$program/_internal/version.txt" "$new"
here "$program/_internal/only-in-$new.txt"
gone "$program/_internal/only-in-$old.txt"
gone "$program/_old"
is_version "$new"
kept
says "$program/unit.ini" "đơn vị 1"
step "upgraded in place: old files gone, data and preset kept"

echo '{"máy": 7}' > "$drive/máy 7.json"
setup 0 "$new" '/PRESET=C:\máy 7.json'
says "$program/unit.json" '{"máy": 7}'
gone "$program/unit.ini"
step "another preset takes the place of the first"

rm "$program/baocao.exe" "$program/_internal/version.txt"
echo "hỏng" > "$program/_internal/only-in-$new.txt"
setup 0 "$new"
says "$program/_internal/version.txt" "$new"
says "$program/_internal/only-in-$new.txt" "$new"
here "$program/baocao.exe"
step "repaired by the same version"

# As docs/huong-dan/cai-dat.md tells it; the certificate here is one that nobody else trusts.
if command -v osslsigncode openssl > /dev/null; then
    (
        cd "$place"
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=UBND xa" -keyout key.pem \
            -out office.pem -addext extendedKeyUsage=codeSigning
        openssl pkcs12 -export -inkey key.pem -in office.pem -out office.p12 -passout pass:
        osslsigncode sign -pkcs12 office.p12 -pass '' -h sha256 -in "setup-$new.exe" -out setup-signed.exe
        osslsigncode sign -pkcs12 office.p12 -pass '' -h sha256 -in handed-out.exe -out handed-signed.exe
        osslsigncode verify -CAfile office.pem -in setup-signed.exe
        osslsigncode verify -CAfile office.pem -in handed-signed.exe
    ) > "$place/signing.log" 2>&1 || fail "signing: $(tail -n 3 "$place/signing.log")"
    rm "$program/baocao.exe"
    setup 0 signed
    here "$program/baocao.exe"
    step "signed with an office's certificate, and installed from that"
fi

setup 3 "$old"
logged "mới hơn bản $old"
says "$program/_internal/version.txt" "$new"
is_version "$new"
setup 0 "$later"
setup 3 "$new"
is_version "$later"
setup 0 "$old" /DOWNGRADE
is_version "$old"
gone "$program/_internal/only-in-$new.txt"
step "a downgrade is refused, unless asked for"

(cd "$program" && exec "$wine" baocao-window.exe) > /dev/null 2>&1 &
running=$!
sleep 3
status=0
(cd "$place" && timeout 60 "$wine" cmd /c "setup-$new.exe /S") > /dev/null 2>&1 || status=$?
kill "$running" 2> /dev/null || true
"$server" -k > /dev/null 2>&1 || true
"$server" -w
[[ $status -eq 5 ]] || fail "with the program open: exit $status instead of 5"
logged 'đang mở'
says "$program/_internal/version.txt" "$old"
step "nothing is touched while the program is open"

rm "$program/sbom.cdx.json"
mkdir "$program/sbom.cdx.json"
status=0
(cd "$place" && timeout 60 "$wine" cmd /c "setup-$new.exe /S") > /dev/null 2>&1 || status=$?
"$server" -w
[[ $status -eq 6 ]] || fail "when files cannot be written: exit $status instead of 6"
logged 'Không ghi được'
says "$program/_internal/version.txt" "$old"
here "$program/baocao.exe"
here "$program/baocao-window.exe"
gone "$program/_old"
is_version "$old"
rmdir "$program/sbom.cdx.json"
step "when copying fails the old version is back"

elsewhere="$drive/Công cụ/Báo cáo xã Ô Lâm"
setup 0 "$old" '/D=C:\Công cụ\Báo cáo xã Ô Lâm'
says "$elsewhere/_internal/version.txt" "$old"
gone "$program/_internal"
gone "$program/uninstall.exe"
says "$program/ghi chú.txt" "của người dùng"
setup 0 "$new"
says "$elsewhere/_internal/version.txt" "$new"
gone "$program/_internal"
step "moved to a folder with spaces and Vietnamese letters, which the next upgrade keeps"

(cd "$elsewhere" && "$wine" uninstall.exe /S '_?=C:\Công cụ\Báo cáo xã Ô Lâm') > /dev/null 2>&1
"$server" -w
gone "$elsewhere/_internal"
gone "$elsewhere/baocao-window.exe"
gone "$elsewhere/licenses"
gone "$menu"
gone "$home/Desktop/$link"
is_version ''
[[ -z $(value HKCU .capnhat)$(value HKCU .baocao) ]] || fail "file types are still claimed"
kept
step "uninstalled: program gone, data kept"

setup 0 "$old"
"$wine" reg add 'HKCU\Software\Classes\.baocao' /ve /d Khác.Copy /f > /dev/null 2>&1
(cd "$program" && "$wine" cmd /c \
    "uninstall.exe /S /PURGE _?=C:\\users\\$user\\AppData\\Local\\Programs\\BaoCaoCoSo") \
    > /dev/null 2>&1
"$server" -w
gone "$program/baocao.exe"
gone "$(dirname "$data")"
[[ $(value HKCU .baocao) == Khác.Copy ]] || fail "a file type that another program took was freed"
step "the figures go too when that is asked for; another program's file type stays"

setup 0 "$old" /ALLUSERS /NODESKTOP
shared="$drive/Program Files/BaoCaoCoSo"
common="$drive/ProgramData/Microsoft/Windows/Start Menu/Programs/$link"
says "$shared/_internal/version.txt" "$old"
here "$common"
gone "$drive/users/Public/Desktop/$link"
is_version "$old" HKLM
is_version ''
setup 0 "$new" /ALLUSERS
is_version "$new" HKLM
opens_with HKLM capnhat Update 'C:\\Program Files\\BaoCaoCoSo'
# As from the control panel: it copies itself away and comes back at once.
(cd "$shared" && "$wine" uninstall.exe /S) > /dev/null 2>&1
"$server" -w
gone "$shared"
gone "$common"
is_version '' HKLM
[[ -z $(value HKLM .capnhat) ]] || fail "a file type is still claimed for the whole computer"
step "for the whole computer, and away again without a trace"

echo "test_installer: $steps of $steps passed in $SECONDS s (Wine; never run on Windows)"
