namespace TypedMq.Transports.InProcess;

/// <summary>Who may do what with a queue, as <c>mq_open(3)</c> and <c>mq_unlink(3)</c> have it.</summary>
internal sealed record InProcessPermissions(int Owner, int Group, UnixFileMode Mode)
{
    private const int Read = 4, Write = 2;

    /// <summary>Owner, then group, then others: the first that the user is decides, also when a later one would allow more.</summary>
    /// <exception cref="MqAccessDeniedException">The mode denies it.</exception>
    public void CheckOpen(string queue, MqAccess access, InProcessUser user)
    {
        int shift = user.UserId == Owner ? 6 : user.GroupId == Group || user.Groups.Contains(Group) ? 3 : 0;
        int needed = ((access & MqAccess.Receive) != 0 ? Read : 0) | ((access & MqAccess.Send) != 0 ? Write : 0);
        if (!user.IsRoot && (((int)Mode >> shift) & needed) != needed)
        {
            throw new MqAccessDeniedException(
                queue,
                $"its mode is 0{Convert.ToString((int)Mode, 8)}, its owner user {Owner} of group {Group}; user {user.UserId} of group {user.GroupId} may not open it with Access = {access}. " +
                "Create it with another Mode, or open it as another user.");
        }
    }

    /// <summary>Names lie where everybody may add some (<c>/dev/mqueue</c> is sticky): only who owns a queue may take its name away.</summary>
    /// <exception cref="MqAccessDeniedException">The queue belongs to somebody else.</exception>
    public void CheckDelete(string queue, InProcessUser user)
    {
        if (!user.IsRoot && user.UserId != Owner)
        {
            throw new MqAccessDeniedException(queue, $"it belongs to user {Owner}, and user {user.UserId} may not delete it. Delete it as its owner.");
        }
    }
}
