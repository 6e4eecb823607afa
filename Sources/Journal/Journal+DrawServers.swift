import Evidence
import Prompts

extension Journal {
    /// Which server made each draw, per prompt in launch order; nil where the file does not say.
    package func drawServers() throws -> [[String?]] {
        try reading { run in
            try prompts.indices.map { prompt in
                var servers: [String?] = []
                try run.forEachDraw(of: prompt, withTokens: false) { entry in
                    // Draws beyond a gap are no evidence yet.
                    if entry.draw.index == servers.count { servers.append(entry.draw.server) }
                }
                return servers
            }
        }
    }
}
