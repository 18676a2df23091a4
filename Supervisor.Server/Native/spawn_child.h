/* What Interop/Libc/Libc.SpawnChild.cs repeats; a test holds the two together. */
#ifndef SUPERVISOR_SPAWN_CHILD_H
#define SUPERVISOR_SPAWN_CHILD_H

/* What a child could not do. */
enum spawn_step { SPAWN_DONE, SPAWN_REFUSED, SPAWN_DESCRIPTORS, SPAWN_SETGROUPS, SPAWN_SETGID, SPAWN_SETUID, SPAWN_CHDIR, SPAWN_EXEC };

/* A child to be made. */
struct spawn_order {
    const char *file;         /* null: the child ends at once with the status of one that could not execute */
    char *const *argv;
    char *const *envp;
    const char *directory;    /* null for the parent's */
    const unsigned *groups;
    int group_count;
    int uid;                  /* -1 for the parent's ids and groups */
    int gid;
    int umask;                /* -1 for the parent's */
    int descriptors[3];       /* what become 0, 1 and 2; above 2 */
    int failed;               /* out: an enum spawn_step */
    int error;                /* out: its errno */
};

/* Returns the pid, or the negative errno where there is no child at all. Returns when the child executes or has ended. Without an order: 0. */
int supervisor_spawn(struct spawn_order *order);

#endif
