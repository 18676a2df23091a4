/*
 * A signal that comes before Main would end the daemon where it has to end in order. So the signals that it answers (SignalSource.Handled) are
 * blocked by a constructor, which the C library runs before the runtime: its threads inherit the mask, and a signal waits until it is read.
 * The other programs of the binary (Program.ByName, Program.ByWord) are left alone.
 */
#include <signal.h>
#include <string.h>

static const char *const others[] = {
    "pidproxy", "echo_supervisord_conf", "supervisorctl", "file-agent", "supervisord-exec", "supervisord-take-over-check", "echo-conf", "ctl", "exec", "take-over-check", NULL};

static int is_other(const char *word)
{
    for (int i = 0; others[i]; i++)
        if (!strcmp(word, others[i]))
            return 1;
    return 0;
}

__attribute__((constructor)) static void block_early_signals(int argc, char **argv)
{
    static const int handled[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD};
    const char *slash;
    sigset_t set;

    if (argc < 1 || !argv[0])
        return;
    slash = strrchr(argv[0], '/');
    if (is_other(slash ? slash + 1 : argv[0]) || (argc > 1 && is_other(argv[1])))
        return;
    sigemptyset(&set);
    for (unsigned i = 0; i < sizeof handled / sizeof *handled; i++)
        sigaddset(&set, handled[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
}
