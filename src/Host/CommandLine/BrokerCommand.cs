using System.CommandLine;
using AkkaStreamProc.Host.Brokers;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>broker</c>: runs the embedded Kafka broker alone.</summary>
internal static class BrokerCommand
{
    public static Command Create(CommandContext context)
    {
        var port = new Option<string>("--port") { Description = "The TCP port; 0 for any free one.", HelpName = "PORT", DefaultValueFactory = _ => "9092" };
        var host = new Option<string>("--host") { Description = "The address to listen on.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var advertised = new Option<string?>("--advertised-host") { Description = "The name clients are told to connect to. [default: the address]", HelpName = "NAME" };
        var directory = new Option<string>("--data-dir") { Description = "Where topics are kept.", HelpName = "DIR", DefaultValueFactory = _ => "data/broker" };
        var topics = new Option<string[]>("--topic") { Description = "A topic to create unless it exists. May be given several times.", HelpName = "NAME[:PARTITIONS]", Arity = ArgumentArity.OneOrMore };
        var topicConfigs = new Option<string[]>("--topic-config") { Description = "A configuration of topics that do not set it themselves, such as retention.ms=-1. May be given several times. [default: Kafka's]", HelpName = "NAME=VALUE", Arity = ArgumentArity.OneOrMore };
        var autoCreate = new Option<bool>("--auto-create") { Description = "Create topics that clients ask for." };
        var certificate = new Option<string?>("--certificate") { Description = "A PEM file with a certificate: the broker speaks TLS alone. [default: no encryption]", HelpName = "FILE" };
        var key = new Option<string?>("--certificate-key") { Description = "A PEM file with the certificate's private key. [default: the certificate's file]", HelpName = "FILE" };
        var users = new Option<string?>("--users") { Description = "A file with a line NAME:PASSWORD for each user, who must log in by SASL/PLAIN. [default: everybody may do everything]", HelpName = "FILE" };
        var command = new Command("broker", "Runs the embedded Kafka broker, for development and tests. Not for production.") { port, host, advertised, directory, topics, topicConfigs, autoCreate, certificate, key, users };
        command.SetAction(async (line, _) =>
        {
            var settings = context.ReadSettings(line);
            using var identity = BrokerSecurity.ReadCertificate(line.GetValue(certificate), line.GetValue(key));
            var request = new BrokerRequest
            {
                Port = BrokerRequest.ParsePort(line.GetRequiredValue(port)),
                Host = line.GetRequiredValue(host),
                AdvertisedHost = line.GetValue(advertised),
                DataDirectory = line.GetRequiredValue(directory),
                Topics = [.. (line.GetValue(topics) ?? []).Select(TopicRequest.Parse)],
                TopicDefaults = BrokerRequest.ParseTopicDefaults(line.GetValue(topicConfigs) ?? []),
                CreatesTopics = line.GetValue(autoCreate),
                Certificate = identity,
                Users = BrokerSecurity.ReadUsers(line.GetValue(users)),
            };
            using var signals = new StopSignals(context.Terminal);
            return await new BrokerRun(context.CreateLog(line, settings), signals).RunAsync(request).ConfigureAwait(false);
        });
        return command;
    }
}
