/* What Interop/Libc/Libc.SpawnChild.cs repeats; a test holds the two together. */
#ifndef SUPERVISOR_SPAWN_CHILD_H
#define SUPERVISOR_SPAWN_CHILD_H

/* What a child could not do. */
enum spawn_step { SPAWN_DONE, SPAWN_REFUSED, SPAWN_DESCRIPTORS, SPAWN_SETGROUPS, SPAWN_SETGID, SPAWN_SETUID, SPAWN_CHDIR, SPAWN_EXEC, SPAWN_RESOURCE, SPAWN_CGROUP };

/* What of the kernel's bookkeeping a child takes, in this order: limits may be in the way of the others. */
enum spawn_kind { SPAWN_OOM_SCORE, SPAWN_NICE, SPAWN_IO_PRIORITY, SPAWN_AFFINITY, SPAWN_LIMIT };

#define SPAWN_KEEP (~0ULL - 1) /* a half of a limit that stays */
#define SPAWN_CPU_WORDS 16

struct spawn_setting {
    int kind;                    /* an enum spawn_kind */
    int number;                  /* which limit; of an affinity which 64 processors */
    unsigned long long first;    /* the soft limit, the number, or a bit for each of the processors */
    unsigned long long second;   /* the hard limit; of an affinity how many parts it has */
};

/* A child to be made. */
struct spawn_order {
    const char *file;         /* null: the child ends at once with the status of one that could not execute */
    char *const *argv;
    char *const *envp;
    const char *directory;    /* null for the parent's */
    const char *cgroup;       /* the file that a process enters its cgroup by; null for the parent's */
    const unsigned *groups;
    int group_count;
    int uid;                  /* -1 for the parent's ids and groups */
    int gid;
    int umask;                /* -1 for the parent's */
    int descriptors[3];       /* what become 0, 1 and 2; above 2 */
    int ready_end;            /* what becomes ready_number; of no meaning where that is 0 */
    int ready_number;         /* above 2, or 0 for none */
    int setting_count;
    const struct spawn_setting *settings;
    int failed;               /* out: an enum spawn_step */
    int error;                /* out: its errno */
    int refused;              /* out: which of the settings, for SPAWN_RESOURCE */
};

/* Returns the pid, or the negative errno where there is no child at all. Returns when the child executes or has ended. Without an order: 0. */
int supervisor_spawn(struct spawn_order *order);

#endif
