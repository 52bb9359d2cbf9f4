using System.CommandLine;
namespace AkkaStreamProc.Host.CommandLine;
internal static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("demo", "x");
        command.SetAction(_ => 0);
        return command;
    }
}
