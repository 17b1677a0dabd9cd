#!/bin/bash
# The MSI for group policy, made of a stand-in for the program: looked into, then installed, replaced
# by a newer version, refused as an older one and removed again under Wine.  Nothing here is Windows.
#
#   packaging/windows/test_msi.sh      (apt-get install wixl msitools wine64)
set -euo pipefail
cd "$(dirname "$0")/../.."

export LC_ALL=C.UTF-8 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=d"
PATH=$PATH:/usr/lib/wine
wine=$(command -v wine64 || command -v wine || true)
server=$(command -v wineserver64 || command -v wineserver || true)
for found in "$(command -v wixl || true)" "$(command -v msibuild || true)" "$wine" "$server"; do
    [[ -n $found ]] || {
        echo "test_msi: needs wixl, msitools and wine64" >&2
        exit 77
    }
done
place=$(mktemp -d "${TMPDIR:-/tmp}/baocao-msi.XXXXXX")
export WINEPREFIX=$place/prefix
trap '"$server" -k > /dev/null 2>&1 || true; rm -rf "$place"' EXIT
# From the first release to this one.
old=0.1.0
new=$(tr -d '[:space:]' < resources/version.txt)
steps=0
step() {
    steps=$((steps + 1))
    echo "  $*"
}
fail() {
    echo "test_msi: FAILED: $*" >&2
    exit 1
}
says() { [[ -e $1 && $(< "$1") == "$2" ]] || fail "$1 does not say '$2'"; }

make_msi() { # make_msi VERSION FILE_OF_THIS_VERSION_ONLY
    local payload=$place/payload-$1
    mkdir -p "$payload/_internal/sub" "$payload/licenses"
    for file in baocao.exe baocao-window.exe _internal/version.txt "_internal/$2" \
        _internal/sub/data.txt licenses/LICENSE; do
        echo "$1" > "$payload/$file"
    done
    .venv/bin/python packaging/windows/build_msi.py "$payload" "$place/baocao-$1.msi" "$1" > /dev/null
}
make_msi "$old" "only-in-$old.txt"
make_msi "$new" "only-in-$new.txt"

# --- looked into ------------------------------------------------------------------------------------

(cd "$place/payload-$old" && find . -type f | sort) > "$place/packed"
mkdir "$place/unpacked"
(cd "$place/unpacked" && msiextract "../baocao-$old.msi" > /dev/null)
root=$(find "$place/unpacked" -name baocao.exe -printf '%h')
(cd "$root" && find . -type f | sort) > "$place/found"
cmp "$place/packed" "$place/found" || fail "the MSI does not hold the files of the folder"
step "the same files as the folder that NSIS packs"

told=$(for table in Property Shortcut Registry LaunchCondition; do
    msiinfo export "$place/baocao-$old.msi" $table
done)
for words in 'ProductName	Báo Cáo Cơ Sở' 'Máy đã có Báo Cáo Cơ Sở mới hơn' 'Cần Windows 10 bản 1809' \
    'Software\Classes\.capnhat' 'Software\Classes\.baocao' 'ALLUSERS	1'; do
    [[ $told == *"$words"* ]] || fail "the MSI does not say: $words"
done
step "Vietnamese words, file types, for the whole computer"

# --- Wine -------------------------------------------------------------------------------------------

"$wine" wineboot -i > /dev/null 2>&1
"$wine" reg add 'HKCU\Software\Wine' /v Version /d win10 /f > /dev/null 2>&1
"$server" -w
run() { # run MSIEXEC_ARGUMENT...
    local status=0
    (cd "$place" && timeout 120 "$wine" msiexec "$@" /qn) > /dev/null 2>&1 || status=$?
    "$server" -w
    return $status
}
program="$WINEPREFIX/drive_c/Program Files/BaoCaoCoSo"
# Wine takes the menu of the one person for that of all.
menu() { find "$WINEPREFIX/drive_c" -path '*/Start Menu/Programs/Báo Cáo Cơ Sở.lnk'; }

pretend() { # pretend BUILD: the number by which Windows tells its versions apart
    "$wine" reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion' /v CurrentBuildNumber \
        /d "$1" /f > /dev/null 2>&1
    "$server" -w
}
pretend 7601
if run /i "baocao-$old.msi"; then fail "installed on Windows 7"; fi
[[ ! -e $program ]] || fail "something was installed on Windows 7"
step "Windows 7 is refused"

pretend 19045
run /i "baocao-$old.msi" || fail "installing: exit $?"
says "$program/_internal/version.txt" "$old"
[[ -n $(menu) ]] || fail "no entry in the menu"
echo "đơn vị" > "$program/unit.ini"
step "installed without questions"

run /i "baocao-$new.msi" || fail "upgrading: exit $?"
says "$program/_internal/version.txt" "$new"
[[ ! -e $program/_internal/only-in-$old.txt ]] || fail "a file of the old version is left"
says "$program/unit.ini" "đơn vị"
step "a newer version takes the place of the old one; what IT put there stays"

if run /i "baocao-$old.msi"; then fail "an older version was installed over a newer one"; fi
says "$program/_internal/version.txt" "$new"
step "an older one is refused"

run /x "baocao-$new.msi" || fail "removing: exit $?"
[[ ! -e $program/baocao.exe && -z $(menu) ]] || fail "the program is still there"
step "removed"
echo "test_msi: $steps of $steps passed in $SECONDS s (Wine; never run on Windows)"
