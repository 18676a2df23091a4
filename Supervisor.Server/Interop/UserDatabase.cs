using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>A user's entry in the system's database.</summary>
internal readonly record struct UserEntry(string Name, int Uid, int Gid, string Home, string Shell);

/// <summary>Users and groups as the system knows them, wherever it keeps them: files, LDAP, anything the C library is set up for.</summary>
internal sealed unsafe class UserDatabase
{
    private const int BufferBytes = 64 * 1024;
    private const int MaxGroups = 65536;

    public UserEntry? FindByName(string name)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            Libc.passwd entry;
            Libc.passwd* found = null;
            return Libc.getpwnam_r(name, &entry, start, BufferBytes, &found) == 0 && found is not null ? Entry(found) : null;
        }
    }

    public UserEntry? FindById(int uid)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            Libc.passwd entry;
            Libc.passwd* found = null;
            return Libc.getpwuid_r(uid, &entry, start, BufferBytes, &found) == 0 && found is not null ? Entry(found) : null;
        }
    }

    public int? FindGroupByName(string name)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            Libc.group entry;
            Libc.group* found = null;
            return Libc.getgrnam_r(name, &entry, start, BufferBytes, &found) == 0 && found is not null ? found->gr_gid : null;
        }
    }

    public bool GroupExists(int gid)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            Libc.group entry;
            Libc.group* found = null;
            return Libc.getgrgid_r(gid, &entry, start, BufferBytes, &found) == 0 && found is not null;
        }
    }

    /// <summary>All groups of a user, the primary one among them.</summary>
    public static int[] SupplementaryGroups(string user, int primaryGid)
    {
        for (var room = 64; room <= MaxGroups; room *= 4)
        {
            var groups = new int[room];
            var count = room;
            fixed (int* first = groups)
            {
                if (Libc.getgrouplist(user, primaryGid, first, &count) >= 0)
                    return groups[..count];
            }
        }
        return [primaryGid];
    }

    private static UserEntry Entry(Libc.passwd* entry) => new(Marshal.PtrToStringUTF8(entry->pw_name) ?? "", entry->pw_uid, entry->pw_gid, Marshal.PtrToStringUTF8(entry->pw_dir) ?? "", Marshal.PtrToStringUTF8(entry->pw_shell) ?? "");
}
