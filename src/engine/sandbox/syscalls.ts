/** Numbers of one system call; `null` where the processor family has no such call. */
export interface SyscallNumbers {
  readonly name: string;
  readonly x64: number | null;
  readonly arm64: number | null;
}

type Row = readonly [name: string, x64: number | null, arm64: number | null];

/** What the model process never needs: refused with EPERM. Numbers from the kernel's unistd headers. */
const deniedRows: readonly Row[] = [
  // Other processes: making them, looking into them, signalling and throttling them.
  ["fork", 57, null],
  ["vfork", 58, null],
  ["execveat", 322, 281],
  ["ptrace", 101, 117],
  ["process_vm_readv", 310, 270],
  ["process_vm_writev", 311, 271],
  ["process_madvise", 440, 440],
  ["process_mrelease", 448, 448],
  ["kcmp", 312, 272],
  ["pidfd_open", 434, 434],
  ["pidfd_getfd", 438, 438],
  ["pidfd_send_signal", 424, 424],
  ["kill", 62, 129],
  ["tkill", 200, 130],
  ["rt_sigqueueinfo", 129, 138],
  ["rt_tgsigqueueinfo", 297, 240],
  ["setpriority", 141, 140],
  ["ioprio_set", 251, 30],
  ["sched_setparam", 142, 118],
  ["sched_setscheduler", 144, 119],
  ["sched_setaffinity", 203, 122],
  ["sched_setattr", 314, 274],
  ["migrate_pages", 256, 238],
  ["move_pages", 279, 239],
  // Reaching out: the server only listens.
  ["connect", 42, 203],
  ["socketpair", 53, 199],
  // Changes to files that Landlock does not govern, and watching files.
  ["chmod", 90, null],
  ["fchmod", 91, 52],
  ["fchmodat", 268, 53],
  ["fchmodat2", 452, 452],
  ["chown", 92, null],
  ["fchown", 93, 55],
  ["lchown", 94, null],
  ["fchownat", 260, 54],
  ["utime", 132, null],
  ["utimes", 235, null],
  ["futimesat", 261, null],
  ["utimensat", 280, 88],
  ["truncate", 76, 45],
  ["setxattr", 188, 5],
  ["lsetxattr", 189, 6],
  ["fsetxattr", 190, 7],
  ["removexattr", 197, 14],
  ["lremovexattr", 198, 15],
  ["fremovexattr", 199, 16],
  ["mknod", 133, null],
  ["mknodat", 259, 33],
  ["inotify_init", 253, null],
  ["inotify_init1", 294, 26],
  ["inotify_add_watch", 254, 27],
  ["fanotify_init", 300, 262],
  ["name_to_handle_at", 303, 264],
  ["open_by_handle_at", 304, 265],
  // Namespaces and mounts.
  ["unshare", 272, 97],
  ["setns", 308, 268],
  ["mount", 165, 40],
  ["umount2", 166, 39],
  ["pivot_root", 155, 41],
  ["chroot", 161, 51],
  ["open_tree", 428, 428],
  ["move_mount", 429, 429],
  ["fsopen", 430, 430],
  ["fsconfig", 431, 431],
  ["fsmount", 432, 432],
  ["fspick", 433, 433],
  ["mount_setattr", 442, 442],
  // Parts of the kernel that had many holes and that the server does not need.
  ["io_uring_setup", 425, 425],
  ["io_uring_enter", 426, 426],
  ["io_uring_register", 427, 427],
  ["bpf", 321, 280],
  ["perf_event_open", 298, 241],
  ["userfaultfd", 323, 282],
  ["keyctl", 250, 219],
  ["add_key", 248, 217],
  ["request_key", 249, 218],
  ["memfd_secret", 447, 447],
  ["msgget", 68, 186],
  ["semget", 64, 190],
  ["shmget", 29, 194],
  ["mq_open", 240, 180],
  ["mq_unlink", 241, 181],
  ["lookup_dcookie", 212, 18],
  ["nfsservctl", 180, 42],
  ["uselib", 134, null],
  ["ustat", 136, null],
  ["sysfs", 139, null],
  ["_sysctl", 156, null],
  // The machine itself.
  ["init_module", 175, 105],
  ["finit_module", 313, 273],
  ["delete_module", 176, 106],
  ["kexec_load", 246, 104],
  ["kexec_file_load", 320, 294],
  ["reboot", 169, 142],
  ["acct", 163, 89],
  ["syslog", 103, 116],
  ["quotactl", 179, 60],
  ["quotactl_fd", 443, 443],
  ["swapon", 167, 224],
  ["swapoff", 168, 225],
  ["settimeofday", 164, 170],
  ["clock_settime", 227, 112],
  ["adjtimex", 159, 171],
  ["clock_adjtime", 305, 266],
  ["sethostname", 170, 161],
  ["setdomainname", 171, 162],
  ["iopl", 172, null],
  ["ioperm", 173, null],
  ["modify_ldt", 154, null],
  ["personality", 135, 92],
  ["vhangup", 153, 58],
];

/** Calls that are judged by their arguments. */
export type JudgedCall = "clone" | "clone3" | "fcntl" | "ioctl" | "prctl" | "prlimit64" | "socket";

export const judgedSyscalls: Readonly<Record<JudgedCall, Readonly<Record<"x64" | "arm64", number>>>> = {
  clone: { x64: 56, arm64: 220 },
  clone3: { x64: 435, arm64: 435 },
  fcntl: { x64: 72, arm64: 25 },
  ioctl: { x64: 16, arm64: 29 },
  prctl: { x64: 157, arm64: 167 },
  prlimit64: { x64: 302, arm64: 261 },
  socket: { x64: 41, arm64: 198 },
};

/** Calls above this number came after the lists above were made: refused as unknown. 462 is mseal (Linux 6.10). */
export const lastKnownSyscall = 462;

export const deniedSyscalls: readonly SyscallNumbers[] = deniedRows.map(([name, x64, arm64]) => ({
  name,
  x64,
  arm64,
}));
