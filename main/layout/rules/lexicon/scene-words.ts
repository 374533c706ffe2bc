import { wordSet } from './word-set.ts';

/** Where a picture plays: these fill it and get no box. */
export const sceneNouns =
  wordSet(`scene beach seaside shore coast seashore coastline forest woods wood jungle rainforest desert field meadow pasture prairie
  savanna savannah garden park yard backyard courtyard playground city town village street highway alley lane path sidewalk pavement plaza
  market kitchen bedroom bathroom room livingroom office classroom library museum gallery studio restaurant cafe bar shop store supermarket hall corridor
  hallway gym garage attic basement cellar warehouse airport harbor harbour port dock pier sea ocean sky space outer-space universe galaxy landscape
  countryside farm farmland ranch vineyard orchard valley canyon mountainside mountaintop swamp tundra glacier snowfield wilderness horizon skyline
  cityscape seascape backdrop background wallpaper interior stage arena stadium racetrack runway zoo circus carnival fair festival party lawn
  grass snow sand mud water ground floor grassland clearing riverbank lakeside poolside rooftop balcony terrace porch patio veranda lobby lounge cave
  dungeon cemetery graveyard battlefield surface corner area environment setting world mars earth neighborhood neighbourhood campsite lot factory
  laboratory lab subway metro crosswalk intersection wasteland waterfront marina lagoon reef seabed hillside heaven hell dreamscape theater theatre cinema
  pub bakery tunnel grounds mountains hills dunes ruins clouds stars waves ice`);

/** Time, weather and light: never a thing. */
export const moodNouns =
  wordSet(`night day daytime nighttime morning evening afternoon noon midnight dusk dawn sunset sunrise twilight winter summer spring
  autumn fall rain rainstorm storm thunderstorm snowstorm blizzard fog mist haze sunlight moonlight daylight starlight candlelight light lighting shade
  darkness shadow sunshine weather wind breeze christmas halloween easter silence peace style air distance weekend hour action motion flight time season
  spotlight neon underwater outdoors indoors front left right middle`);

/** Parts of a landscape: a thing as a subject, the scene after a preposition or as what something is near to. */
export const landscapeNouns =
  wordSet(`mountain hill lake river pond island waterfall volcano creek stream pool road wall cliff iceberg dune railway
  railroad canal puddle bay ridge slope highway moon sun cloud star planet`);

/** Built things: a thing as a subject and in a relation, the scene after "in" and "at". */
export const buildingNouns =
  wordSet(`house castle barn church temple cathedral tower building palace hotel station hospital school mansion cottage cabin hut
  bridge skyscraper shed lighthouse mosque university prison roof`);

/** What a picture is: "a photo of …", "an oil painting of …". */
export const mediumNouns =
  wordSet(`photo photograph photography picture image painting drawing sketch illustration render rendering portrait close-up closeup
  view shot snapshot watercolor watercolour artwork cartoon comic poster print etching engraving woodcut mural fresco mosaic collage depiction selfie
  scan still wallpaper animation pastel lithograph doodle diagram vector clipart icon screenshot postcard life lineart concept visualization graphic
  composition scenery art fanart panorama miniature macro polaroid caricature anime manga sculpture-photo representation`);

/** Words of a picture itself: "on the left of the picture". */
export const pictureNouns =
  'picture|image|photo|photograph|scene|frame|canvas|painting|drawing|screen|view|composition|shot|page|illustration|sketch|artwork';

/** Words about quality, light and manner that follow a description, separated by commas. */
export const styleWords =
  wordSet(`art artstation detailed realistic photorealistic hyperrealistic hyper-realistic photo-realistic realism surreal style quality
  resolution 4k 8k hd uhd hdr lighting light cinematic photography bokeh blur octane unreal engine render rendering masterpiece trending illustration
  colors colours palette vibrant minimalist minimalistic abstract dramatic composition focus lens dof sharp aesthetic vintage retro noir sepia
  monochrome watercolor watercolour impressionism impressionist cubism cubist anime cartoon pixel-art lowpoly low-poly isometric 3d cgi dslr film grain ghibli pixar
  painting drawing sketch concept steampunk cyberpunk vaporwave baroque ukiyo-e closeup close-up macro wide-angle panorama reflection reflections atmosphere mood ambience texture depth beautiful
  intricate elegant view mm 35mm 50mm f1 iso nikon canon`);

/** Not counted: no article when there is none in the sentence. */
export const massNouns =
  wordSet(`water bread rice coffee tea milk grass hay furniture luggage money food fruit cheese sand snow ice fire smoke lightning wood
  gold silver jewelry traffic clothing equipment art pasta spaghetti fries sushi soup juice wine beer honey butter chocolate mud dust ivy moss seaweed bamboo
  clothes fireworks noodles groceries`);
