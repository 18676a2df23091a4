// A file system for tests: shows the directory BACKING, answers nothing while somebody holds an exclusive flock(2) on the file GATE, and takes no
// further byte and no further file, as with a quota that is used up, while there is a file QUOTA.
#define FUSE_USE_VERSION 31
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse3/fuse.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct place { char path[PATH_MAX]; };

static void pass_gate(void)
{
    int gate = open(getenv("GATE"), O_RDONLY | O_CLOEXEC);
    while (gate >= 0 && flock(gate, LOCK_SH) < 0 && errno == EINTR)
        ;
    if (gate >= 0)
        close(gate);
}

static struct place behind(const char *path)
{
    struct place place;
    pass_gate();
    snprintf(place.path, sizeof place.path, "%s%s", getenv("BACKING"), path);
    return place;
}

static int is_used_up(void) { return access(getenv("QUOTA"), F_OK) == 0; }

static int outcome(int result) { return result < 0 ? -errno : 0; }

static int hm_getattr(const char *path, struct stat *status, struct fuse_file_info *info)
{
    (void)info;
    return outcome(lstat(behind(path).path, status));
}

static int hm_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info, enum fuse_readdir_flags flags)
{
    (void)offset, (void)info, (void)flags;
    DIR *directory = opendir(behind(path).path);
    struct dirent *entry;
    if (!directory)
        return -errno;
    while ((entry = readdir(directory)))
        fill(buffer, entry->d_name, NULL, 0, 0);
    closedir(directory);
    return 0;
}

static int keep(struct fuse_file_info *info, int opened)
{
    if (opened < 0)
        return -errno;
    info->fh = (uint64_t)opened;
    return 0;
}

static int hm_open(const char *path, struct fuse_file_info *info)
{
    return keep(info, open(behind(path).path, info->flags & ~O_APPEND));
}

static int hm_create(const char *path, mode_t mode, struct fuse_file_info *info)
{
    struct place place = behind(path);
    return is_used_up() ? -EDQUOT : keep(info, open(place.path, (info->flags & ~O_APPEND) | O_CREAT, mode));
}

static int hm_read(const char *path, char *bytes, size_t count, off_t offset, struct fuse_file_info *info)
{
    (void)path;
    pass_gate();
    ssize_t done = pread((int)info->fh, bytes, count, offset);
    return done < 0 ? -errno : (int)done;
}

static int hm_write(const char *path, const char *bytes, size_t count, off_t offset, struct fuse_file_info *info)
{
    (void)path;
    pass_gate();
    if (is_used_up())
        return -EDQUOT;
    ssize_t done = pwrite((int)info->fh, bytes, count, offset);
    return done < 0 ? -errno : (int)done;
}

static int hm_release(const char *path, struct fuse_file_info *info)
{
    (void)path;
    close((int)info->fh);
    return 0;
}

static int hm_truncate(const char *path, off_t size, struct fuse_file_info *info)
{
    (void)info;
    return outcome(truncate(behind(path).path, size));
}

static int hm_rename(const char *from, const char *to, unsigned int flags)
{
    (void)flags;
    struct place source = behind(from), target = behind(to);
    return outcome(rename(source.path, target.path));
}

static int hm_unlink(const char *path) { return outcome(unlink(behind(path).path)); }

static int hm_mkdir(const char *path, mode_t mode) { return outcome(mkdir(behind(path).path, mode)); }

static int hm_chmod(const char *path, mode_t mode, struct fuse_file_info *info)
{
    (void)info;
    return outcome(chmod(behind(path).path, mode));
}

// Nothing is remembered: every call is a question.
static void *hm_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
    (void)connection;
    config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
    return NULL;
}

int main(int count, char **arguments)
{
    static const struct fuse_operations operations = {
        .init = hm_init, .getattr = hm_getattr, .readdir = hm_readdir, .open = hm_open, .create = hm_create, .read = hm_read, .write = hm_write,
        .release = hm_release, .truncate = hm_truncate, .rename = hm_rename, .unlink = hm_unlink, .mkdir = hm_mkdir, .chmod = hm_chmod,
    };
    return fuse_main(count, arguments, &operations, NULL);
}
