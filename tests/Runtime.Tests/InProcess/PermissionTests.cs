using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>Services of one host, each as its own user: mode bits are checked as the kernel checks them.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class PermissionTests : InProcessTest
{
    private static readonly InProcessUser Owner = new(1000, 100);
    private static readonly InProcessUser Colleague = new(1001, 101) { Groups = [27, 100] };
    private static readonly InProcessUser GroupMember = new(1003, 100);
    private static readonly InProcessUser Stranger = new(1002, 102) { Groups = [27] };

    private readonly InProcessHost _host = new();

    [Fact]
    [Trait("Accepts", "P2")]
    public void Services_that_use_one_name_on_one_host_share_one_queue()
    {
        using MqByteChannel sender = Create(NewService(_host, Owner));
        using MqByteChannel receiver = OpenExisting(NewService(_host, InProcessUser.Root));
        sender.Send([7]);
        Assert.Equal((byte)7, Take(receiver));
    }

    [Theory]
    [Trait("Accepts", "P4")]
    [Trait("Accepts", "P8")]
    [Trait("Accepts", "V14")]
    [Trait("Accepts", "V15")]
    [Trait("Accepts", "V16")]
    [InlineData(0, false, false)]
    [InlineData(0b100_000_000, true, false)]
    [InlineData(0b010_000_000, false, true)]
    [InlineData(0b110_000_000, true, true)]
    public void The_owner_opens_as_the_mode_says_however_the_queue_was_created(int mode, bool receives, bool sends)
    {
        MqNode owner = NewService(_host, Owner);
        using MqByteChannel created = Create(owner, mode: (UnixFileMode)mode);
        Assert.Equal((receives, sends, receives && sends), Opens(owner));
        Assert.Equal((true, true, true), Opens(NewService(_host, InProcessUser.Root)));
        Assert.Equal((false, false, false), Opens(NewService(_host, Stranger)));

        // Who creates a queue has asked for the handle, and gets it.
        created.Send([1]);
        Assert.Equal((byte)1, Take(created));
    }

    [Fact]
    [Trait("Accepts", "V17")]
    public void The_first_of_owner_group_and_others_decides_also_when_a_later_one_would_allow_more()
    {
        using MqByteChannel queue = Create(NewService(_host, Owner), mode: (UnixFileMode)0b000_100_110);
        Assert.Equal((false, false, false), Opens(NewService(_host, Owner)));
        Assert.Equal((true, false, false), Opens(NewService(_host, GroupMember)));
        Assert.Equal((true, false, false), Opens(NewService(_host, Colleague)));
        Assert.Equal((true, true, true), Opens(NewService(_host, Stranger)));
    }

    [Fact]
    [Trait("Accepts", "P4")]
    public void A_queue_is_created_empty_for_its_creator_with_the_mode_less_the_umask()
    {
        const UnixFileMode everybody = (UnixFileMode)0b110_110_110;
        using MqByteChannel open = Create(NewService(_host, Owner), "open", mode: everybody);
        using MqByteChannel masked = Create(NewService(_host, Owner, umask: (UnixFileMode)0b000_010_111), "masked", mode: everybody);
        Assert.Equal(0, open.GetAttributes().Count);
        Assert.Equal((true, true, true), Opens(NewService(_host, Stranger), "open"));
        Assert.Equal((true, false, false), Opens(NewService(_host, GroupMember), "masked"));
        Assert.Equal((false, false, false), Opens(NewService(_host, Stranger), "masked"));
    }

    [Fact]
    public void Unless_it_is_said_a_queue_is_its_owners_alone()
    {
        using MqByteChannel queue = Create(NewService(_host, Owner));
        Assert.Equal((true, true, true), Opens(NewService(_host, Owner)));
        Assert.Equal((false, false, false), Opens(NewService(_host, GroupMember)));
    }

    [Fact]
    public void In_the_scope_of_a_group_a_queue_is_its_groups_and_other_scopes_do_not_see_it()
    {
        using MqNode desk = MqNode.Create(options => options.UseInProcess(o => (o.Host, o.User, o.Umask) = (_host, Owner, UnixFileMode.None)).Scope = "desk");
        using MqNode shared = MqNode.Create(options =>
        {
            // Whatever the umask: it is for modes that are asked for.
            options.UseInProcess(o => (o.Host, o.User) = (_host, Owner));
            (options.Scope, options.ScopeGroup) = ("shared", "desk");
        });
        using MqNode colleague = MqNode.Create(options =>
        {
            options.UseInProcess(o => (o.Host, o.User) = (_host, Colleague));
            (options.Scope, options.ScopeGroup) = ("shared", "desk");
        });
        Create(shared);
        Assert.Equal((true, true, true), Opens(colleague));
        Assert.Empty(desk.List());
        Assert.Equal(["q"], shared.List());
        Assert.Equal(0, Create(desk).GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "P43")]
    public void Only_the_owner_and_root_delete_a_queue()
    {
        Create(NewService(_host, Owner), mode: (UnixFileMode)0b110_110_110);
        MqAccessDeniedException error = Assert.Throws<MqAccessDeniedException>(() => NewService(_host, Colleague).Delete("q"));
        Assert.False(error.IsTransient);
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
        Assert.True(NewService(_host, Owner).Delete("q"));
        Assert.False(NewService(_host, Colleague).Delete("q"));

        Create(NewService(_host, Owner));
        Assert.True(NewService(_host, InProcessUser.Root).Delete("q"));
    }

    [Fact]
    [Trait("Accepts", "V11")]
    [Trait("Accepts", "P8")]
    public void That_a_queue_exists_is_said_before_its_mode_is_looked_at()
    {
        Create(NewService(_host, Owner));
        Assert.Throws<MqQueueExistsException>(() => Create(NewService(_host, Stranger)));
        MqAccessDeniedException error = Assert.Throws<MqAccessDeniedException>(() => NewService(_host, Stranger).OpenBytes("q"));
        Assert.Equal("q", error.Queue);
        Assert.Contains("0600", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_node_can_open_queues_as_one_user_after_the_other()
    {
        InProcessOptions settings = new();
        MqNode node = NewNode(options => settings = options);
        settings.User = Owner;
        using MqByteChannel queue = Create(node);
        settings.User = Stranger;
        Assert.Throws<MqAccessDeniedException>(() => OpenExisting(node));
        queue.Send([1]);
        Assert.Equal((byte)1, Take(queue));
    }

    private static (bool Receives, bool Sends, bool Both) Opens(MqNode node, string name = "q") =>
        (Opens(node, name, MqAccess.Receive), Opens(node, name, MqAccess.Send), Opens(node, name, MqAccess.Both));

    private static bool Opens(MqNode node, string name, MqAccess access)
    {
        try
        {
            OpenExisting(node, name, access).Dispose();
            return true;
        }
        catch (MqAccessDeniedException)
        {
            return false;
        }
    }
}
