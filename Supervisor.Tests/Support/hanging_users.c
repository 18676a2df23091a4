/* A name service that does not answer while the file GATE is there, as a directory server that is gone. Knows nobody. */
#include <nss.h>
#include <pwd.h>
#include <unistd.h>

static enum nss_status wait_for_the_gate(void)
{
    while (!access(GATE, F_OK))
        usleep(20000);
    return NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_hanging_getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t length, int *error)
{
    (void)uid, (void)entry, (void)buffer, (void)length, (void)error;
    return wait_for_the_gate();
}

enum nss_status _nss_hanging_getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t length, int *error)
{
    (void)name, (void)entry, (void)buffer, (void)length, (void)error;
    return wait_for_the_gate();
}
