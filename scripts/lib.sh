# Sourced by the scripts beside it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

umask 022

say() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Two cores and a linker want about 1 GiB a job.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
    echo $((memory < cores ? (memory < 1 ? 1 : memory) : cores))
}

build_preset() {
    local preset=$1
    shift
    cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; rm -f "build-$preset.log"; return 1; }
    rm -f "build-$preset.log"
    cmake --build --preset "$preset" -j "$(jobs)" "$@"
}

# Started as root, the server's roles and the builds run as users of their own, who must reach the program. In a checkout
# that is closed to them (below /root, say) the calling script goes on in an open copy.
go_on_in_open_checkout() {
    [ "$(id -u)" -eq 0 ] || return 0
    setpriv --reuid=61703 --regid=61703 --clear-groups test -r "$root/scripts/lib.sh" && return 0
    local copy script=$1
    shift
    copy=$(mktemp -d /var/tmp/spokeshave-checkout-XXXXXX)
    say "This checkout is closed to the users that the tests start processes as; going on in $copy"
    tar -C "$root" --exclude=./build --exclude=./.tools --exclude=./.cache -cf - . | tar -C "$copy" -xf -
    chmod 755 "$copy"
    [ "$root" != "${SPOKESHAVE_CLOSED_CHECKOUT:-}" ] && export SPOKESHAVE_CLOSED_CHECKOUT=$copy || die "no open copy could be made in /var/tmp"
    exec bash "$copy/$script" "$@"
}
