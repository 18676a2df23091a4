/* A program to be supervised that keeps books of its own life, in files that no supervisor touches:
 *
 *   NAME.lives   "S id pid 0" at its start, "E id pid code" when it ends by itself or by SIGTERM, "D id pid 0" where another child of NAME is alive
 *   NAME.copy    every line that it has written to its standard output, once the write has come back
 *   NAME.lock    locked for as long as it lives; the kernel lets go, however it dies
 *
 *   model_child DIRECTORY LIFE_MS EXIT_CODE IGNORES_TERM BURST_LINES
 *
 * A pid comes again after some time, an id does not: it is the pid with the time of the start. LIFE_MS below 0 is for ever. It writes BURST_LINES lines at once and one every 50 ms from then on.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static const char *directory, *name;
static int lives, copy, pid, line;
static char id[64];

static int book(const char *suffix)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", directory, name, suffix);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        _exit(99);
    return fd;
}

static void put(int fd, const char *text, int length)
{
    if (write(fd, text, length) != length)
        _exit(98);
}

static void life(const char *what, int code)
{
    char text[128];
    put(lives, text, snprintf(text, sizeof text, "%s %s %d %d\n", what, id, pid, code));
}

static void say(void)
{
    char text[256];
    int length = snprintf(text, sizeof text, "%s %d %.*s\n", id, line, 1 + (pid + line) % 60, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh");
    line++;
    put(STDOUT_FILENO, text, length);
    put(copy, text, length);
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    if (argc < 6 || !getenv("SUPERVISOR_PROCESS_NAME"))
        return 97;
    directory = argv[1];
    name = getenv("SUPERVISOR_PROCESS_NAME");
    long lifetime = atol(argv[2]);
    int code = atoi(argv[3]), ignores = atoi(argv[4]), burst = atoi(argv[5]);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    if (ignores)
        signal(SIGTERM, SIG_IGN);
    else
        sigprocmask(SIG_BLOCK, &term, NULL);
    signal(SIGPIPE, SIG_IGN);
    pid = getpid();
    snprintf(id, sizeof id, "%d.%ld", pid, now_ms());
    lives = book("lives");
    copy = book("copy");
    if (flock(book("lock"), LOCK_EX | LOCK_NB) != 0)
        life("D", 0);
    life("S", 0);
    for (int i = 0; i < burst; i++)
        say();
    long end = now_ms() + lifetime;
    for (;;) {
        long left = lifetime < 0 ? 50 : end - now_ms();
        if (left <= 0)
            break;
        struct timespec pause = { 0, (left > 50 ? 50 : left) * 1000000L };
        if (ignores) {
            nanosleep(&pause, NULL);
        } else if (sigtimedwait(&term, NULL, &pause) == SIGTERM) {
            life("E", 0);
            return 0;
        }
        say();
    }
    life("E", code);
    return code;
}
