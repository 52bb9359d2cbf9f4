using System.CommandLine;
using AkkaStreamProc.Host.Savepoints;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>savepoint describe PATH</c>: says what a savepoint holds.</summary>
internal static class SavepointCommand
{
    public static Command Create(CommandContext context) =>
        new("savepoint", "Looks at savepoints, which are directories that can be copied and continued from.") { CreateDescribe(context) };

    private static Command CreateDescribe(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "The directory of the savepoint." };
        var verify = new Option<bool>("--verify") { Description = "Read every file, and compare it with what was written." };
        var command = new Command("describe", "Says of which job a savepoint is and what it holds of each operator. Starts nothing.") { path, verify };
        command.SetAction(line =>
        {
            try
            {
                var savepoint = SavepointInfo.Read(line.GetRequiredValue(path));
                foreach (var text in SavepointText.Describe(savepoint))
                {
                    context.Terminal.Output.WriteLine(text);
                }

                if (line.GetValue(verify))
                {
                    savepoint.Verify();
                    context.Terminal.Output.WriteLine("Every file is as it was written.");
                }

                return ExitCode.Success;
            }
            catch (StreamProcessingException e)
            {
                throw HostException.Usage(e.Message);
            }
        });
        return command;
    }
}
