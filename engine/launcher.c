/*
 * gloss-launcher: locks itself, then becomes the program (execve in place, same process id). Linux only.
 *
 *   gloss-launcher [option ...] -- /absolute/program [argument ...]
 *
 * Always: dies with SIGKILL when its parent dies, can never gain privileges, writes no core file, keeps no
 * descriptor but 0, 1 and 2.
 *
 *   --parent PID          refuse to start if PID is not the parent any more
 *   --library-path FOLDER LD_LIBRARY_PATH of the program, not of this one
 *   --new-session         leave the terminal
 *   --max-file BYTES      RLIMIT_FSIZE; 0 lets it create sockets but write no data
 *   --max-memory BYTES    RLIMIT_DATA: heap and private writable memory; mapped weights do not count
 *   --max-threads N       RLIMIT_NPROC: N threads in its own user namespace
 *   --more-threads N      RLIMIT_NPROC: N more than this user has now (where no namespace counts separately)
 *   --max-descriptors N   RLIMIT_NOFILE
 *   --seccomp FD          read a seccomp program (struct sock_filter[]) from FD until its end, and install it;
 *                         drops all capabilities, and lets tgkill() reach only the process itself
 *   --landlock            deny every file right, TCP, and (where the kernel can) signals and abstract sockets,
 *                         except:
 *   --read PATH           read a file, or all files and folders below
 *   --list FOLDER         see the names in a folder and below, not what the files hold
 *   --execute FILE        read and execute a file
 *   --device PATH         read, write and ioctl a device, or all devices below
 *   --sockets FOLDER      create and remove sockets in a folder
 *
 * Exit codes when it fails itself: 125 (could not lock), 126 (could not execute). The reason is on stderr.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock's interface is declared here because build machines have older headers than users have kernels. */
#define LANDLOCK_CREATE_RULESET 444
#define LANDLOCK_ADD_RULE 445
#define LANDLOCK_RESTRICT_SELF 446
enum {
  FS_EXECUTE = 1 << 0,
  FS_WRITE_FILE = 1 << 1,
  FS_READ_FILE = 1 << 2,
  FS_READ_DIR = 1 << 3,
  FS_REMOVE_FILE = 1 << 5,
  FS_MAKE_SOCK = 1 << 9,
  FS_IOCTL_DEV = 1 << 15,
  FS_RIGHTS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_IOCTL_DEV,
};
struct ruleset_attributes {
  uint64_t files, tcp, scopes;
};
struct path_rule {
  uint64_t rights;
  int32_t folder;
} __attribute__((packed));

enum { MAX_FILTER = 4096, FAILED = 125, NOT_EXECUTED = 126 };

static void fail(const char *what) {
  dprintf(2, "gloss-launcher: %s: %s\n", what, strerror(errno));
  _exit(FAILED);
}

static void fail_usage(const char *argument) {
  dprintf(2, "gloss-launcher: bad or incomplete argument: %s\n", argument);
  _exit(FAILED);
}

static uint64_t number(const char *text) {
  char *end = NULL;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno != 0 || *text < '0' || *text > '9' || *end != '\0') fail_usage(text);
  return value;
}

static void limit(int resource, uint64_t value, const char *what) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) fail(what);
  if (value > current.rlim_max) value = current.rlim_max; /* the user's own limit is stricter: keep it */
  struct rlimit wanted = {value, value};
  if (setrlimit(resource, &wanted) != 0) fail(what);
}

/* ---- what always holds ---- */

static void die_with_parent(pid_t expected_parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("die with parent");
  if (expected_parent > 0 && getppid() != expected_parent) {
    dprintf(2, "gloss-launcher: the parent is gone\n");
    _exit(FAILED);
  }
}

static void close_descriptors(void) {
  if (syscall(436 /* close_range */, 3, ~0U, 0) == 0) return;
  for (int fd = 3; fd < 4096; fd++) close(fd); /* kernels before 5.9 */
}

/* ---- threads ---- */

static unsigned long tasks_of_process(const char *pid) {
  char path[sizeof "/proc//task" + 256];
  snprintf(path, sizeof path, "/proc/%s/task", pid);
  struct stat facts;
  if (stat(path, &facts) != 0 || facts.st_uid != getuid()) return 0;
  return facts.st_nlink > 2 ? facts.st_nlink - 2 : 1;
}

static unsigned long tasks_of_user(void) {
  DIR *proc = opendir("/proc");
  if (proc == NULL) fail("count threads");
  unsigned long tasks = 0;
  for (struct dirent *entry; (entry = readdir(proc)) != NULL;)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') tasks += tasks_of_process(entry->d_name);
  closedir(proc);
  return tasks;
}

/* ---- seccomp ---- */

static struct sock_filter filter[MAX_FILTER];

static unsigned short read_filter(int fd) {
  size_t bytes = 0;
  for (;;) {
    ssize_t count = read(fd, (char *)filter + bytes, sizeof filter - bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read the seccomp program");
    if (count == 0) break;
    bytes += (size_t)count;
  }
  if (bytes == 0 || bytes == sizeof filter || bytes % sizeof filter[0] != 0) fail_usage("--seccomp: not a program");
  return (unsigned short)(bytes / sizeof filter[0]);
}

static void install(struct sock_filter *program, unsigned short length) {
  struct sock_fprog fprog = {length, program};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog) != 0) fail("seccomp");
}

/* abort() needs tgkill(); without this check it could signal other processes of the user. */
static void signal_only_itself(void) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  install(program, sizeof program / sizeof program[0]);
}

/* root would get all capabilities back at execve(), so the bounding set goes too. */
static void drop_capabilities(void) {
  for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  if (syscall(SYS_capset, &header, none) != 0) fail("drop capabilities");
  if (getuid() == 0 && prctl(PR_CAPBSET_READ, CAP_DAC_OVERRIDE, 0, 0, 0) != 0) fail("drop root's capabilities");
}

/* ---- Landlock ---- */

static uint64_t handled_rights(long abi) {
  if (abi >= 5) return 0xffff; /* + ioctl on devices */
  if (abi >= 3) return 0x7fff; /* + truncate */
  if (abi == 2) return 0x3fff; /* + move between folders */
  return 0x1fff;
}

static int create_ruleset(uint64_t *handled) {
  long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, 1);
  if (abi < 1) fail("Landlock is not available");
  *handled = handled_rights(abi);
  struct ruleset_attributes attributes = {*handled, abi >= 4 ? 3 : 0, abi >= 6 ? 3 : 0};
  size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8; /* older kernels refuse fields that they do not know */
  int ruleset = (int)syscall(LANDLOCK_CREATE_RULESET, &attributes, size, 0);
  if (ruleset < 0) fail("create the Landlock ruleset");
  return ruleset;
}

static void allow(int ruleset, const char *path, uint64_t rights) {
  struct stat facts;
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &facts) != 0) fail(path);
  if (!S_ISDIR(facts.st_mode)) rights &= FS_RIGHTS_OF_FILES;
  struct path_rule rule = {rights, fd};
  if (syscall(LANDLOCK_ADD_RULE, ruleset, 1, &rule, 0) != 0) fail(path);
  close(fd);
}

static uint64_t rights_of_option(const char *option) {
  if (strcmp(option, "--read") == 0) return FS_READ_FILE | FS_READ_DIR;
  if (strcmp(option, "--list") == 0) return FS_READ_DIR;
  if (strcmp(option, "--execute") == 0) return FS_READ_FILE | FS_EXECUTE;
  if (strcmp(option, "--device") == 0) return FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_IOCTL_DEV;
  if (strcmp(option, "--sockets") == 0) return FS_MAKE_SOCK | FS_REMOVE_FILE;
  return 0;
}

/* ---- options ---- */

struct options {
  pid_t parent;
  int seccomp_fd;
  int landlock_ruleset;
  uint64_t landlock_handled;
  int new_session;
};

/* Applies what can be applied at once; the rest waits in `options` because it would get in the way. */
static void apply(struct options *options, const char *option, const char *value) {
  uint64_t rights = rights_of_option(option);
  if (rights != 0) {
    if (options->landlock_ruleset < 0) fail_usage("--landlock must come before paths");
    allow(options->landlock_ruleset, value, rights & options->landlock_handled);
  } else if (strcmp(option, "--parent") == 0) {
    options->parent = (pid_t)number(value);
  } else if (strcmp(option, "--seccomp") == 0) {
    options->seccomp_fd = (int)number(value);
  } else if (strcmp(option, "--library-path") == 0) {
    if (setenv("LD_LIBRARY_PATH", value, 1) != 0) fail("set the library path");
  } else if (strcmp(option, "--max-file") == 0) {
    limit(RLIMIT_FSIZE, number(value), "limit files");
  } else if (strcmp(option, "--max-memory") == 0) {
    limit(RLIMIT_DATA, number(value), "limit memory");
  } else if (strcmp(option, "--max-threads") == 0) {
    limit(RLIMIT_NPROC, number(value), "limit threads");
  } else if (strcmp(option, "--more-threads") == 0) {
    limit(RLIMIT_NPROC, tasks_of_user() + number(value), "limit threads");
  } else if (strcmp(option, "--max-descriptors") == 0) {
    limit(RLIMIT_NOFILE, number(value), "limit descriptors");
  } else {
    fail_usage(option);
  }
}

static char **parse(struct options *options, char **argument) {
  for (; *argument != NULL && strcmp(*argument, "--") != 0; argument++) {
    if (strcmp(*argument, "--landlock") == 0) {
      options->landlock_ruleset = create_ruleset(&options->landlock_handled);
    } else if (strcmp(*argument, "--new-session") == 0) {
      options->new_session = 1;
    } else {
      if (argument[1] == NULL) fail_usage(*argument);
      apply(options, argument[0], argument[1]);
      argument++;
    }
  }
  if (argument[0] == NULL || argument[1] == NULL || argument[1][0] != '/') fail_usage("-- /absolute/program");
  return argument + 1;
}

int main(int argc, char **argv) {
  if (argc < 1) return FAILED;
  struct options options = {.seccomp_fd = -1, .landlock_ruleset = -1};
  char **program = parse(&options, argv + 1);

  die_with_parent(options.parent);
  if (options.new_session && setsid() < 0 && errno != EPERM) fail("new session"); /* EPERM: leads one already */
  limit(RLIMIT_CORE, 1, "no core file"); /* not 0: only 1 also keeps a crash from programs that collect cores */
  unsigned short filter_length = options.seccomp_fd >= 0 ? read_filter(options.seccomp_fd) : 0;
  if (filter_length > 0) drop_capabilities();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no new privileges");
  if (options.landlock_ruleset >= 0 && syscall(LANDLOCK_RESTRICT_SELF, options.landlock_ruleset, 0) != 0)
    fail("enforce the Landlock ruleset");
  close_descriptors();
  if (filter_length > 0) {
    signal_only_itself();
    install(filter, filter_length);
  }
  execve(program[0], program, environ);
  dprintf(2, "gloss-launcher: %s: %s\n", program[0], strerror(errno));
  return NOT_EXECUTED;
}
