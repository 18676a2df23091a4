/*
 * The runtime makes a thread before Main. Where it may have none it ends with 255 and says nothing. So the end of every program looks at its own
 * status, and where that is 255 and a thread is really not to be had, it says so and ends as the daemon does that could not start.
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNTIME_FAILED = 255, USAGE_ERROR = 2 };

static void *nothing(void *argument)
{
    return argument;
}

static void ended(int status, void *argument)
{
    static const char text[] =
        "Error: not even one thread may be made, and the program needs some. The user's limit of processes (RLIMIT_NPROC, ulimit -u, LimitNPROC=) "
        "or that of a container or unit (pids.max, --pids-limit, TasksMax=) is too small\n";
    pthread_t thread;

    (void)argument;
    if ((status & 255) != RUNTIME_FAILED || pthread_create(&thread, NULL, nothing, NULL) != EAGAIN)
        return;
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return;
    _exit(USAGE_ERROR);
}

__attribute__((constructor)) static void watch_the_end(void)
{
    on_exit(ended, NULL);
}
