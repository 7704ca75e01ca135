/*
 * gloss-probe: tries what code that took over the model process would try, and prints one line for each attempt:
 *
 *   name TAB blocked|escaped|notApplicable TAB detail
 *
 * It is started through the same launcher as llama-server. The host prepares the bait (a listening port, a socket, a
 * secret file, a victim process), so that "blocked" means blocked and not merely absent. Linux only.
 *
 *   gloss-probe --hello              ends at once: was it possible to start anything?
 *   gloss-probe --victim             waits until stdin ends: the process that the probes try to hurt
 *   gloss-probe [NAME=VALUE ...]
 *
 *   model, run                       paths as seen inside; the model must be readable (exit code 3 if not)
 *   secret, doomed, home, workspace  paths of the host: a file to read, a file to destroy, folders
 *   host, victim                     process ids of the host
 *   tcp, udp                         ports of the host
 *   unix, abstract, ipc              sockets of the host: path, name, path
 *   memory, threads                  what must be refused: bytes, number
 *   env                              comma-separated names that the environment may have
 *
 * An attempt whose bait is not given is notApplicable.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char **bait_list;

static const char *bait(const char *name) {
  size_t length = strlen(name);
  for (char **entry = bait_list; *entry != NULL; entry++)
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
  return NULL;
}

static long bait_number(const char *name) {
  const char *text = bait(name);
  return text == NULL ? 0 : atol(text);
}

/* ---- one line an attempt; unbuffered, so that nothing is lost or doubled by fork and exec ---- */

static void line(const char *name, const char *outcome, const char *detail) {
  dprintf(1, "%s\t%s\t%s\n", name, outcome, detail);
}

static void not_applicable(const char *name) { line(name, "notApplicable", "no bait"); }

/* `result` as of a system call: negative is blocked, with errno. */
static void report(const char *name, long result, const char *what_it_did) {
  if (result < 0)
    line(name, "blocked", strerror(errno));
  else
    line(name, "escaped", what_it_did);
}

/* ---- files ---- */

static void read_file(const char *name, const char *path) {
  if (path == NULL) return not_applicable(name);
  char byte;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  report(name, fd < 0 ? -1 : read(fd, &byte, 1), "read it");
  if (fd >= 0) close(fd);
}

static void list_folder(const char *name, const char *path) {
  if (path == NULL) return not_applicable(name);
  DIR *folder = opendir(path);
  report(name, folder == NULL ? -1 : 0, "listed it");
  if (folder != NULL) closedir(folder);
}

static void find_process(const char *name, const char *pid) {
  if (pid == NULL) return not_applicable(name);
  DIR *proc = opendir("/proc");
  int found = 0;
  for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) found |= strcmp(entry->d_name, pid) == 0;
  if (proc == NULL) return report(name, -1, "");
  line(name, found ? "escaped" : "blocked", found ? "found it" : "not in the list");
  closedir(proc);
}

static void create_file(const char *name, const char *folder) {
  if (folder == NULL) return not_applicable(name);
  char path[4096];
  snprintf(path, sizeof path, "%s/gloss-probe-%d", folder, (int)getpid());
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  report(name, fd < 0 ? -1 : write(fd, "x", 1), "wrote a file");
  if (fd >= 0) close(fd);
  if (fd >= 0) unlink(path);
}

static void create_link(const char *name, const char *folder) {
  if (folder == NULL) return not_applicable(name);
  char path[4096];
  snprintf(path, sizeof path, "%s/gloss-probe-link-%d", folder, (int)getpid());
  long result = symlink("/", path);
  report(name, result, "made a link");
  if (result == 0) unlink(path);
}

static void open_for_writing(const char *name, const char *path) {
  if (path == NULL) return not_applicable(name);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  report(name, fd, "opened it for writing");
  if (fd >= 0) close(fd);
}

static void change_files(void) {
  const char *secret = bait("secret"), *doomed = bait("doomed"), *home = bait("home");
  struct stat facts;
  if (secret == NULL) not_applicable("changeMode");
  else report("changeMode", stat(secret, &facts) < 0 ? -1 : chmod(secret, facts.st_mode & 07777), "may change its mode");
  if (doomed == NULL) {
    not_applicable("truncateFile");
    not_applicable("deleteFile");
  } else {
    report("truncateFile", truncate(doomed, 0), "emptied it");
    report("deleteFile", unlink(doomed), "deleted it");
  }
  int watch = inotify_init1(IN_CLOEXEC);
  if (home == NULL) not_applicable("watchFolder");
  else report("watchFolder", watch < 0 ? -1 : inotify_add_watch(watch, home, IN_CREATE), "watched it");
  if (watch >= 0) close(watch);
}

static void files(void) {
  char path[64];
  read_file("readSecretFile", bait("secret"));
  read_file("readPasswd", "/etc/passwd");
  list_folder("listHome", bait("home"));
  list_folder("listWorkspace", bait("workspace"));
  snprintf(path, sizeof path, "/proc/%ld/environ", bait_number("host"));
  read_file("readHostEnvironment", bait("host") == NULL ? NULL : path);
  find_process("listProcesses", bait("host"));
  create_file("writeTmp", "/tmp");
  create_file("writeHome", bait("home"));
  create_file("writeWorkspace", bait("workspace"));
  create_file("writeSharedMemory", "/dev/shm");
  create_file("writeEngineFolder", ".");
  create_file("writeRunFolder", bait("run"));
  create_link("linkInRunFolder", bait("run"));
  open_for_writing("writeModel", bait("model"));
  change_files();
}

/* ---- network and sockets ---- */

static struct sockaddr_in loopback(long port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void internet(void) {
  struct sockaddr_in tcp = loopback(bait_number("tcp")), udp = loopback(bait_number("udp")), any = loopback(0);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bait("tcp") == NULL) not_applicable("connectTcp");
  else report("connectTcp", fd < 0 ? -1 : connect(fd, (void *)&tcp, sizeof tcp), "connected");
  if (fd >= 0) close(fd);

  fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  report("listenTcp", fd < 0 || bind(fd, (void *)&any, sizeof any) < 0 ? -1 : listen(fd, 1), "listened");
  if (fd >= 0) close(fd);

  fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (bait("udp") == NULL) not_applicable("sendUdp");
  else report("sendUdp", fd < 0 ? -1 : sendto(fd, "x", 1, 0, (void *)&udp, sizeof udp), "sent a packet");
  if (fd >= 0) close(fd);
}

/* An abstract name is given without its leading zero byte. */
static void connect_local(const char *name, const char *target, int is_abstract) {
  if (target == NULL) return not_applicable(name);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path + is_abstract, sizeof address.sun_path - 1, "%s", target);
  socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(target));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  long result = fd < 0 ? -1 : connect(fd, (void *)&address, length);
  /* Node before 22 pads abstract names with zeros to the full length. */
  if (fd >= 0 && result < 0 && is_abstract) result = connect(fd, (void *)&address, sizeof address);
  report(name, result, "connected");
  if (fd >= 0) close(fd);
}

static void open_socket(const char *name, int family, int type) {
  int fd = socket(family, type | SOCK_CLOEXEC, 0);
  report(name, fd, "opened one");
  if (fd >= 0) close(fd);
}

static void sockets(void) {
  internet();
  connect_local("connectUnix", bait("unix"), 0);
  connect_local("connectAbstract", bait("abstract"), 1);
  connect_local("connectEditor", bait("ipc"), 0);
  open_socket("unixDatagram", AF_UNIX, SOCK_DGRAM);
  open_socket("netlink", AF_NETLINK, SOCK_RAW);
  open_socket("vsock", AF_VSOCK, SOCK_STREAM);
  open_socket("kernelCrypto", 38 /* AF_ALG */, SOCK_SEQPACKET);
}

/* ---- other processes ---- */

static void make_processes(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  report("fork", child, "forked");
  if (child > 0) waitpid(child, NULL, 0);

  uint64_t arguments[8] = {0, 0, 0, 0, SIGCHLD, 0, 0, 0};
  child = (pid_t)syscall(435 /* clone3 */, arguments, sizeof arguments);
  if (child == 0) _exit(0);
  report("clone3", child, "forked");
  if (child > 0) waitpid(child, NULL, 0);
}

static long signal_by_descriptor(pid_t victim) {
  int fd = (int)syscall(434 /* pidfd_open */, victim, 0);
  if (fd < 0) return -1;
  long result = syscall(424 /* pidfd_send_signal */, fd, SIGCONT, NULL, 0);
  close(fd);
  return result;
}

static long signal_by_owner(pid_t victim) {
  int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (fd < 0) fd = 0; /* any descriptor will do */
  return fcntl(fd, F_SETOWN, victim);
}

static long read_memory(pid_t victim) {
  char byte;
  struct iovec local = {&byte, 1}, remote = {(void *)0x1000, 1};
  long result = process_vm_readv(victim, &local, 1, &remote, 1, 0);
  return result < 0 && errno == EFAULT ? 0 : result; /* let in, and only the address was wrong */
}

static void hurt_victim(void) {
  static const char *const names[] = {"signal", "signalThread", "queueSignal", "signalByDescriptor", "signalByOwner",
                                      "trace", "readMemory", "limitOther", "slowDownOther"};
  pid_t victim = (pid_t)bait_number("victim");
  if (victim <= 0) {
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) not_applicable(names[index]);
    return;
  }
  siginfo_t info = {.si_signo = SIGCONT, .si_code = SI_QUEUE};
  struct rlimit current;
  report(names[0], kill(victim, SIGCONT), "signalled it");
  report(names[1], syscall(SYS_tgkill, victim, victim, SIGCONT), "signalled it");
  report(names[2], syscall(SYS_rt_sigqueueinfo, victim, SIGCONT, &info), "signalled it");
  report(names[3], signal_by_descriptor(victim), "signalled it");
  report(names[4], signal_by_owner(victim), "aimed a signal at it");
  report(names[5], ptrace(PTRACE_SEIZE, victim, NULL, NULL), "attached to it");
  report(names[6], read_memory(victim), "may read its memory");
  report(names[7], prlimit(victim, RLIMIT_NOFILE, NULL, &current), "may change its limits");
  report(names[8], setpriority(PRIO_PROCESS, (id_t)victim, 19), "slowed it down");
}

/* ---- the kernel ---- */

/* In a child where there can be one: these change the process that succeeds with them. */
static void in_child(const char *name, long (*attempt)(void), const char *what_it_did) {
  pid_t child = fork();
  if (child > 0) {
    waitpid(child, NULL, 0);
    return;
  }
  report(name, attempt(), what_it_did);
  if (child == 0) _exit(0);
}

static long new_user_namespace(void) { return unshare(CLONE_NEWUSER); }

static long new_mount(void) {
  (void)unshare(CLONE_NEWUSER | CLONE_NEWNS); /* with or without: the mount is what counts */
  return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static long perf_events(void) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes};
  attributes.config = PERF_COUNT_SW_TASK_CLOCK;
  attributes.exclude_kernel = 1;
  return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

static long bpf_map(void) {
  uint32_t attributes[32] = {2 /* array */, 4, 4, 1};
  return syscall(SYS_bpf, 0 /* create a map */, attributes, sizeof attributes);
}

static long io_uring(void) {
  char parameters[120] = {0};
  return syscall(425 /* io_uring_setup */, 1, parameters);
}

static long shared_memory(void) {
  int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  if (id >= 0) shmctl(id, IPC_RMID, NULL);
  return id;
}

static void kernel(void) {
  in_child("userNamespace", new_user_namespace, "made one");
  in_child("mount", new_mount, "mounted");
  in_child("ioUring", io_uring, "set it up");
  in_child("bpf", bpf_map, "made a map");
  in_child("perfEvents", perf_events, "opened one");
  in_child("systemVSharedMemory", shared_memory, "made some");
  report("keyring", syscall(SYS_keyctl, 0 /* get id */, -3 /* session */, 1), "reached it");
  int fd = (int)syscall(SYS_userfaultfd, 1 /* user mode only */);
  report("userfaultfd", fd, "opened it");
  if (fd >= 0) close(fd);
}

/* ---- the process itself ---- */

static int may_have(const char *entry, const char *allowed) {
  size_t length = strcspn(entry, "=");
  for (const char *name = allowed; *name != '\0'; name += strcspn(name, ","), name += *name == ',')
    if (strcspn(name, ",") == length && strncmp(name, entry, length) == 0) return 1;
  return 0;
}

static void environment(void) {
  const char *allowed = bait("env") == NULL ? "" : bait("env");
  for (char **entry = environ; *entry != NULL; entry++) {
    if (may_have(*entry, allowed)) continue;
    (*entry)[strcspn(*entry, "=")] = '\0'; /* the name is enough */
    return line("environment", "escaped", *entry);
  }
  line("environment", "blocked", "only what was given");
}

static void descriptors(void) {
  for (int fd = 3; fd < 1024; fd++)
    if (fcntl(fd, F_GETFD) >= 0) return line("openDescriptors", "escaped", "inherited one");
  line("openDescriptors", "blocked", "none inherited");
}

static void privileges(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  long failed = syscall(SYS_capget, &header, data);
  uint32_t effective = data[0].effective | data[1].effective;
  int none = failed == 0 && effective == 0;
  line("capabilities", none ? "blocked" : "escaped", none ? "none" : "has some");
  int locked = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
  line("gainPrivileges", locked ? "blocked" : "escaped", locked ? "no_new_privs" : "may run setuid programs");
  report("outliveHost", prctl(PR_SET_PDEATHSIG, 0), "would live on");
}

static void take_memory(const char *name, int kind) {
  if (bait("memory") == NULL) return not_applicable(name);
  size_t bytes = strtoull(bait("memory"), NULL, 10);
  void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  report(name, block == MAP_FAILED ? -1 : 0, "got it");
  if (block != MAP_FAILED) munmap(block, bytes);
}

static pthread_mutex_t hold = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_end(void *unused) {
  pthread_mutex_lock(&hold);
  pthread_mutex_unlock(&hold);
  return unused;
}

static void threads(void) {
  if (bait("threads") == NULL) return not_applicable("threadLimit");
  long wanted = bait_number("threads"), made = 0;
  pthread_t *ids = calloc((size_t)wanted, sizeof *ids);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 32 * 1024);
  pthread_mutex_lock(&hold);
  while (ids != NULL && made < wanted && pthread_create(&ids[made], &small, wait_for_end, NULL) == 0) made++;
  pthread_mutex_unlock(&hold);
  for (long index = 0; index < made; index++) pthread_join(ids[index], NULL);
  char detail[64];
  snprintf(detail, sizeof detail, "%ld threads", made);
  line("threadLimit", made < wanted ? "blocked" : "escaped", detail);
}

/* Last, because it replaces this process: the shell then prints the line. */
static void spawn_shell(void) {
  char *arguments[] = {"sh", "-c", "printf 'spawnShell\\tescaped\\tran /bin/sh\\n'", NULL};
  execv("/bin/sh", arguments);
  report("spawnShell", -1, "");
}

int main(int argc, char **argv) {
  char byte;
  if (argc == 2 && strcmp(argv[1], "--hello") == 0) return 0;
  if (argc == 2 && strcmp(argv[1], "--victim") == 0) return (int)read(0, &byte, 1);
  bait_list = argv + 1;
  alarm(20);
  signal(SIGXFSZ, SIG_IGN); /* a file that is too large is then an error like others */
  int model = bait("model") == NULL ? -1 : open(bait("model"), O_RDONLY | O_CLOEXEC);
  if (model < 0 || read(model, &byte, 1) != 1) return 3; /* shut in so far that nothing would be proved */
  close(model);
  descriptors();
  environment();
  files();
  sockets();
  make_processes();
  hurt_victim();
  kernel();
  take_memory("memoryLimit", MAP_PRIVATE);
  take_memory("sharedMemoryLimit", MAP_SHARED);
  threads();
  privileges();
  spawn_shell();
  return 0;
}
