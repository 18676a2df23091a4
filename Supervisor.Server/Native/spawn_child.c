/*
 * Makes a child that shares the parent's memory until it executes, as posix_spawn(3) does, and that switches its user, directory and umask itself.
 * posix_spawn has no word for these: the thread that calls it would have to take the user's ids, and a process of that user could kill the daemon.
 * Until its exec the child runs on a stack within the parent's frame, with every signal blocked, and makes system calls only.
 */
#define _GNU_SOURCE
#include "spawn_child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_SIGSET_BYTES (_NSIG / 8)
#define LAST_SIGNAL (_NSIG - 1)
#define FAILED_EXEC 127
#define UNSHARE 2 /* CLOSE_RANGE_UNSHARE, which older headers lack */
#define IO_PRIORITY_OF_PROCESS 1
#define BITS_OF_WORD 64

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* Larger than the kernel's struct sigaction, whose zeros mean SIG_DFL. */
static const unsigned long default_action[8];

static _Noreturn void fail(struct spawn_order *order, enum spawn_step step)
{
    order->error = errno;
    order->failed = step;
    _exit(FAILED_EXEC);
}

/*
 * The child shares the parent's table of descriptors at first, and leaves it with a copy of its beginning: a copy of the whole costs time for every
 * descriptor that the daemon has open, and so does closing them at the exec.
 */
static int take_descriptors(const struct spawn_order *order)
{
    const int *descriptors = order->descriptors;
    int highest = 2, number = order->ready_number;

    for (int i = 0; i < 3; i++)
        if (descriptors[i] > highest)
            highest = descriptors[i];
    if (number && order->ready_end > highest)
        highest = order->ready_end;
    if (syscall(SYS_close_range, highest + 1, ~0U, UNSHARE) < 0 && unshare(CLONE_FILES) < 0)
        return -1;
    for (int i = 0; i < 3; i++)
        if (dup2(descriptors[i], i) < 0)
            return -1;
    if (number && (order->ready_end == number ? fcntl(number, F_SETFD, 0) : dup2(order->ready_end, number)) < 0)
        return -1;
    /* The parent's own are closed by the exec anyway; this is for those it was started with. Before Linux 5.9 they stay. */
    if (number > 3)
        syscall(SYS_close_range, 3, number - 1, 0);
    syscall(SYS_close_range, number ? number + 1 : 3, ~0U, 0);
    return 0;
}

/* No handler of the parent may run in the child, and what the parent ignores is not ignored by its programs; of the two left out both is as with stock. */
static void default_signals(void)
{
    static const unsigned long none[KERNEL_SIGSET_BYTES / sizeof(unsigned long)];

    for (int number = 1; number <= LAST_SIGNAL; number++)
        if (number != SIGPIPE && number != SIGXFSZ && number != SIGKILL && number != SIGSTOP)
            syscall(SYS_rt_sigaction, number, default_action, 0, KERNEL_SIGSET_BYTES);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, 0, KERNEL_SIGSET_BYTES);
}

static int set_limit(const struct spawn_setting *setting)
{
    unsigned long long limit[2];

    if (setting->first == SPAWN_KEEP || setting->second == SPAWN_KEEP)
        if (syscall(SYS_prlimit64, 0, setting->number, 0, limit) < 0)
            return -1;
    if (setting->first != SPAWN_KEEP)
        limit[0] = setting->first;
    if (setting->second != SPAWN_KEEP)
        limit[1] = setting->second;
    return (int)syscall(SYS_prlimit64, 0, setting->number, limit, 0);
}

static int set_oom_score(int score)
{
    char text[16];
    char *start = text + sizeof text;
    unsigned left = score < 0 ? 0U - (unsigned)score : (unsigned)score;
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC), error;

    if (file < 0)
        return -1;
    do
        *--start = (char)('0' + left % 10);
    while (left /= 10);
    if (score < 0)
        *--start = '-';
    error = write(file, start, (size_t)(text + sizeof text - start)) < 0 ? errno : 0;
    close(file);
    errno = error;
    return error ? -1 : 0;
}

/* An affinity comes in parts: the last one sets it. */
static int take_setting(const struct spawn_setting *setting, unsigned long long *processors)
{
    switch (setting->kind) {
    case SPAWN_OOM_SCORE:
        return set_oom_score((int)setting->first);
    case SPAWN_NICE:
        return (int)syscall(SYS_setpriority, PRIO_PROCESS, 0, (int)setting->first);
    case SPAWN_IO_PRIORITY:
        return (int)syscall(SYS_ioprio_set, IO_PRIORITY_OF_PROCESS, 0, (int)setting->first);
    case SPAWN_LIMIT:
        return set_limit(setting);
    default:
        if (setting->number < 0 || setting->number >= SPAWN_CPU_WORDS || setting->second > SPAWN_CPU_WORDS) {
            errno = EINVAL;
            return -1;
        }
        processors[setting->number] = setting->first;
        if ((unsigned long long)setting->number + 1 < setting->second)
            return 0;
        return (int)syscall(SYS_sched_setaffinity, 0, setting->second * (BITS_OF_WORD / 8), processors);
    }
}

/* Raising a limit or a priority may need root, and is therefore done before the user is switched. */
static void take_settings(struct spawn_order *order)
{
    unsigned long long processors[SPAWN_CPU_WORDS];

    for (int i = 0; i < order->setting_count; i++)
        if (take_setting(&order->settings[i], processors) < 0) {
            order->refused = i;
            fail(order, SPAWN_RESOURCE);
        }
}

/* Itself, by the number that stands for the writer. */
static int enter_cgroup(const char *members)
{
    int file = open(members, O_WRONLY | O_CLOEXEC), error;

    if (file < 0)
        return -1;
    error = write(file, "0", 1) < 0 ? errno : 0;
    close(file);
    errno = error;
    return error ? -1 : 0;
}

static int run_child(void *argument)
{
    struct spawn_order *order = argument;
    int switches = order->uid >= 0;

    setpgid(0, 0);
    if (!order->file)
        fail(order, SPAWN_REFUSED);
    if (take_descriptors(order) < 0)
        fail(order, SPAWN_DESCRIPTORS);
    if (order->cgroup && enter_cgroup(order->cgroup) < 0)
        fail(order, SPAWN_CGROUP);
    if (order->setting_count > 0)
        take_settings(order);
    /* The C library's functions would look for other threads to change as well. */
    if (switches) {
        if (syscall(SYS_setgroups, order->group_count, order->groups) < 0)
            fail(order, SPAWN_SETGROUPS);
        if (syscall(SYS_setresgid, order->gid, order->gid, order->gid) < 0)
            fail(order, SPAWN_SETGID);
        /* Disks see the user; the ids that decide who may signal a process stay root's until the very end, since the parent waits for this child. */
        if (syscall(SYS_setresuid, -1, order->uid, -1) < 0)
            fail(order, SPAWN_SETUID);
    }
    if (order->directory && chdir(order->directory) < 0)
        fail(order, SPAWN_CHDIR);
    if (order->umask >= 0)
        umask((mode_t)order->umask);
    default_signals();
    if (switches && syscall(SYS_setresuid, order->uid, order->uid, order->uid) < 0)
        fail(order, SPAWN_SETUID);
    execve(order->file, order->argv, order->envp);
    fail(order, SPAWN_EXEC);
}

int supervisor_spawn(struct spawn_order *order)
{
    _Alignas(16) char stack[16384];
    unsigned long all[KERNEL_SIGSET_BYTES / sizeof(unsigned long)], before[KERNEL_SIGSET_BYTES / sizeof(unsigned long)];
    int pid, error;

    if (!order)
        return 0;
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        all[i] = ~0UL;
    order->failed = SPAWN_DONE;
    order->error = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, all, before, KERNEL_SIGSET_BYTES);
    pid = clone(run_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, order);
    error = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, 0, KERNEL_SIGSET_BYTES);
    return pid < 0 ? -error : pid;
}
