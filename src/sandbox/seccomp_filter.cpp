#include "sandbox/seccomp_filter.hpp"

#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>

#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {
namespace {

/// `EPERM`: as if the caller had no right to it.
constexpr std::array k_forbidden{"bpf",
                                 "perf_event_open",
                                 "userfaultfd",
                                 "keyctl",
                                 "add_key",
                                 "request_key",
                                 "kexec_load",
                                 "kexec_file_load",
                                 "init_module",
                                 "finit_module",
                                 "delete_module",
                                 "open_by_handle_at",
                                 "mount",
                                 "umount",
                                 "umount2",
                                 "pivot_root",
                                 "chroot",
                                 "setns",
                                 "fsopen",
                                 "fsconfig",
                                 "fsmount",
                                 "fspick",
                                 "move_mount",
                                 "open_tree",
                                 "mount_setattr",
                                 "swapon",
                                 "swapoff",
                                 "reboot",
                                 "acct",
                                 "quotactl",
                                 "quotactl_fd",
                                 "ioperm",
                                 "iopl",
                                 "process_vm_readv",
                                 "process_vm_writev",
                                 "process_madvise",
                                 "syslog",
                                 "lookup_dcookie",
                                 "nfsservctl",
                                 "vhangup",
                                 "settimeofday",
                                 "clock_settime",
                                 "clock_adjtime",
                                 "adjtimex",
                                 "sethostname",
                                 "setdomainname",
                                 "fanotify_init",
                                 "kcmp",
                                 "pidfd_getfd",
                                 "move_pages",
                                 "migrate_pages",
                                 "mbind",
                                 "set_mempolicy"};

/// `ENOSYS`: as if the kernel were older, so that libraries take their other way. clone3 because
/// its flags are out of a filter's sight; memfd_create and System V shared memory because what they
/// hold is seen by no file system's size and no process's memory.
constexpr std::array k_absent{
    "clone3",       "io_uring_setup", "io_uring_enter", "io_uring_register",
    "memfd_create", "memfd_secret",   "shmget",         "shmat",
    "shmctl",       "shmdt"};

constexpr std::array k_families{AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
constexpr unsigned k_last_family = 63;  // Linux knows fewer; above, the kernel refuses itself

/// The kernel looks at the lower half of an int argument only, so the filter must as well.
constexpr scmp_datum_t k_int = 0xffffffff;

using Context = std::unique_ptr<void, decltype(&seccomp_release)>;

Result<void> checked(int result, const std::string& what) {
    if (result < 0) return fail(error_from_errno(-result, "system call filter: " + what));
    return ok();
}

Result<void> deny(const Context& context, const char* name, int error) {
    const int number = ::seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) return ok();  // this libseccomp or this machine has no such call
    return checked(
        ::seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)), number, 0),
        name);
}

Result<void> deny_where(const Context& context, int number, const scmp_arg_cmp& comparison,
                        int error) {
    return checked(
        ::seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)),
                                 number, 1, &comparison),
        "a rule on arguments");
}

scmp_arg_cmp argument_has(unsigned index, scmp_datum_t mask, scmp_datum_t value) {
    return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

Result<void> add_rules(const Context& context) {
    for (const auto* name : k_forbidden) SPOKE_TRY(deny(context, name, EPERM));
    for (const auto* name : k_absent) SPOKE_TRY(deny(context, name, ENOSYS));
    for (const int call : {SCMP_SYS(clone), SCMP_SYS(unshare)})
        SPOKE_TRY(deny_where(context, call, argument_has(0, CLONE_NEWUSER, CLONE_NEWUSER), EPERM));
    for (const scmp_datum_t request : {scmp_datum_t{TIOCSTI}, scmp_datum_t{TIOCLINUX}})
        SPOKE_TRY(deny_where(context, SCMP_SYS(ioctl), argument_has(1, k_int, request), EPERM));
    for (unsigned family = 0; family <= k_last_family; ++family) {
        if (std::ranges::find(k_families, static_cast<int>(family)) != k_families.end()) continue;
        SPOKE_TRY(
            deny_where(context, SCMP_SYS(socket), argument_has(0, k_int, family), EAFNOSUPPORT));
    }
    return ok();
}

}  // namespace

Result<base::FileHandle> make_seccomp_filter() {
    const Context context(::seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
    if (!context) return fail(ErrorCode::exhausted, "system call filter: no memory");
    // Calls of the machine's other binary interfaces (32 bits, x32) would pass by the rules.
    SPOKE_TRY(
        checked(::seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)),
                "other architectures"));
    SPOKE_TRY(add_rules(context));
    SPOKE_TRY(auto file, make_memory_file("seccomp"));
    SPOKE_TRY(checked(::seccomp_export_bpf(context.get(), file.get()), "export"));
    SPOKE_TRY(seal(file));
    return file;
}

}  // namespace spoke::sandbox
