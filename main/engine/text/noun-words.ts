/** Words of English that the rules of plurals can not derive. Lists after Conway, "An Algorithmic Approach to English Pluralization" (1998). */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Same in both numbers, as last word. */
export const unchangedWords = words(
  `tuna salmon mackerel trout bream carp cod flounder whiting moose graffiti offspring pence quid hertz breeches pajamas
  pyjamas clippers gallows headquarters pliers scissors shears trousers corps debris series species subspecies chassis innings news haggis`,
);
/** Same in both numbers, as ending. */
export const unchangedEndings =
  /(?:fish|sheep|deer|craft|nese|mese|lese|rese|furniture|information|butter|cash|pox|measles|ois)$/;

/** Singular → plural, as last word. */
export const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    child: 'children',
    brother: 'brothers',
    loaf: 'loaves',
    hoof: 'hoofs',
    thief: 'thiefs',
    money: 'monies',
    mongoose: 'mongooses',
    ox: 'oxen',
    octopus: 'octopuses',
    genie: 'genies',
    chili: 'chilis',
    corpus: 'corpuses',
    opus: 'opuses',
    genus: 'genera',
    atlas: 'atlases',
    graffito: 'graffiti',
    die: 'dice',
    sabertooth: 'sabertooths',
    lowlife: 'lowlifes',
    flatfoot: 'flatfoots',
  }),
);

/** End in -man without being men. */
export const mansWords = words(
  'human shaman talisman ottoman caiman cayman desman dolman ataman hetman roman norman german gentleman leman',
);

/** Singular ending → plural ending, for the words listed. */
export const imported: readonly (readonly [string, string, ReadonlySet<string>])[] = [
  ['ch', 'chs', words('stomach eunuch czech')],
  ['ex', 'ices', words('codex murex silex')],
  ['ix', 'ices', words('helix radix')],
  ['um', 'a', words('bacterium agendum stratum erratum candelabrum desideratum datum ovum extremum')],
  ['us', 'i', words('nucleus alumnus meniscus bacillus bronchus alveolus stimulus locus sarcophagus')],
  ['on', 'a', words('criterion phenomenon perihelion aphelion noumenon organon')],
  ['a', 'ae', words('alumna alga vita vertebra persona')],
];

/** Singular words in -s that take -es, besides those in -us, -ss and -itis. */
export const singularInS = words(
  `acropolis aegis alias asbestos bias bronchitis cannabis canvas chaos cosmos dais ethos gas glottis ibis lens mantis marquis metropolis pathos
  pelvis polis rhinoceros sassafras trellis iris chrysalis`,
);

/** Endings in -o that take -s. */
export const oEndings = new RegExp(
  `(?:${[
    'aficionado aggro albino alto ammo archipelago armadillo auto avocado basso bimbo bingo bolero bongo burro canto cappuccino casino cello cilantro',
    'coco commando concertino contralto credo crescendo demo ditto dynamo embryo espresso euro falsetto fiasco flamenco gaucho ghetto gigolo gizmo',
    'gringo guano gumbo gyro hairdo hippo inferno info intermezzo jumbo kilo libido libretto lido limbo limo lingo lino loco logo macho macro magneto',
    'manifesto memo metro micro mono octavo oregano panto pedalo photo piano pimento pinto pogo polo poncho pro psycho pueblo quarto repo rhino risotto',
    'rococo rondo sago salvo scherzo silo solo sombrero soprano stucco stylo sumo techno tempo terrazzo timpano tobacco torero torso typo tyro ufo',
    'vaquero verso vibrato virtuoso weirdo yo-yo zero taco',
  ]
    .join(' ')
    .split(' ')
    .join('|')})$`,
);

/** Plural → singular where only the last letter goes. */
export const dropOnlyS = words(
  `birdies bogies brownies budgies caddies calories collies cookies eyries genies goalies groupies junkies magpies menageries mommies movies neckties
  newbies oldies pies pinkies pixies potpies prairies rookies sweeties ties veggies yuppies zombies aloes backhoes canoes foes hoes mistletoes oboes roes
  shoes toes tiptoes woes blouses causes clauses excuses fuses masseuses muses pauses ruses spouses uses houses crevasses demitasses mousses
  aches avalanches caches cloches douches headaches niches quiches axes pickaxes annexes olives bivalves valves weaves twelves gloves`,
);

/** Plurals in -es of singulars in -is. */
export const esToIs = words(
  'analyses antitheses crises diagnoses emphases hypotheses metamorphoses nemeses oases parentheses prognoses syntheses synopses theses',
);

/** Singular words that look like plurals. */
export const singularLooks = words(
  'christmas texas swiss pancreas bus gas chess specimen omen stamen abdomen regimen ramen amen hymen semen acumen tennis',
);

/** A noun phrase's head stands before one of these. */
export const prepositions = words(
  `about above across after among around at athwart before behind below beneath beside besides between betwixt beyond but by during except for from in
  into near of off on onto out over since till to under until unto upon with de du da`,
);

/** Participles and relatives with which captions go on after the head: "a dog running in the park". */
export const postmodifiers = words(
  `sitting standing lying running walking jumping flying swimming sleeping eating drinking holding wearing carrying riding playing looking reading
  floating hanging resting leaning dancing driving climbing grazing facing pointing perched seated dressed covered filled made that which who whose while`,
);
