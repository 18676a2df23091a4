/* Writes down when it starts, when it is asked to stop and when it ends.
   dependency_child NAME STAMPS task|service MILLISECONDS: a task ends by itself after that time, a service that long after SIGTERM. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int stamps;
static const char *name;

static void stamp(const char *what)
{
    struct timespec now;
    char line[256];
    clock_gettime(CLOCK_MONOTONIC, &now);
    int length = snprintf(line, sizeof line, "%lld %s %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, what, name);
    if (write(stamps, line, length) != length)
        _exit(9);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 8;
    sigset_t term;
    int signal;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    name = argv[1];
    stamps = open(argv[2], O_WRONLY | O_APPEND | O_CREAT, 0600);
    stamp("start");
    if (strcmp(argv[3], "service") == 0) {
        sigwait(&term, &signal);
        stamp("term");
    }
    usleep(atoi(argv[4]) * 1000);
    stamp("end");
    return 0;
}
